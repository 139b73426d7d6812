extension ImageCatalog {
    /// What turned `older` into this catalog, ordered by name, node agent and kind.
    ///
    /// - Parameter wasListed: whether the account ever listed an image of that name; asked only for new ones.
    package func changes(
        since older: ImageCatalog, wasListed: (ImageName) throws -> Bool
    ) rethrows -> [CatalogChange] {
        let before = older.imagesByName
        let now = imagesByName
        return try Set(before.keys).union(now.keys).sorted().flatMap { name in
            try Self.changes(from: before[name] ?? [:], to: now[name] ?? [:]) { try wasListed(name) }
        }
    }

    /// The images under each name, by node agent.
    private var imagesByName: [ImageName: [String: Image]] {
        images.reduce(into: [:]) { names, image in names[image.name, default: [:]][image.nodeAgentSKUId] = image }
    }

    /// The changes of one name.
    private static func changes(
        from before: [String: Image], to now: [String: Image], wasListed: () throws -> Bool
    ) rethrows -> [CatalogChange] {
        let left = before.keys.filter { now[$0] == nil }.sorted()
        let came = now.keys.filter { before[$0] == nil }.sorted()
        var changes: [CatalogChange] = []
        if left.count == 1, came.count == 1, let old = before[left[0]], let new = now[came[0]] {
            changes.append(
                CatalogChange(
                    .nodeAgent, new, formerIdentity: old.identity, old: old.nodeAgentSKUId, new: new.nodeAgentSKUId))
            changes += attributeChanges(from: old, to: new)
        } else {
            changes += left.compactMap { before[$0] }.map { CatalogChange(.removed, $0) }
            if !came.isEmpty {
                let kind: CatalogChange.Kind = try !before.isEmpty || wasListed() ? .returned : .added
                changes += came.compactMap { now[$0] }.map { CatalogChange(kind, $0) }
            }
        }
        for agent in now.keys.sorted() {
            guard let old = before[agent], let new = now[agent] else { continue }
            changes += attributeChanges(from: old, to: new)
        }
        return changes
    }

    /// The changes of an image that stays, each difference one of its own.
    private static func attributeChanges(from old: Image, to new: Image) -> [CatalogChange] {
        var changes: [CatalogChange] = []
        if old.endOfLife?.time != new.endOfLife?.time {
            changes.append(
                CatalogChange(
                    .endOfLife, new, old: old.endOfLife?.time.description, new: new.endOfLife?.time.description))
        }
        if old.verificationType != new.verificationType {
            changes.append(CatalogChange(.verification, new, old: old.verificationType, new: new.verificationType))
        }
        if old.sortedCapabilities != new.sortedCapabilities {
            changes.append(
                CatalogChange(
                    .capabilities, new, old: old.sortedCapabilities.map(JSONWriter.text(of:)),
                    new: new.sortedCapabilities.map(JSONWriter.text(of:))))
        }
        if old.osType != new.osType {
            changes.append(CatalogChange(.osType, new, old: old.osType, new: new.osType))
        }
        return changes
    }
}
