import Catalog

/// What the record ought to say of one account: computed from its listings by the documented rules alone, without the
/// product's own code, and slowly.
struct RecordModel {
    /// An image as the views and a change show it.
    struct Entry: Equatable {
        /// The name in lower case: `publisher:offer:sku:version`, or the gallery id.
        let name: String
        let agent: String
        let osType: String
        let verification: String
        let capabilities: [String]
        /// Seconds since 1970.
        let endOfLife: Int?

        init(_ image: Image) {
            let reference = image.reference
            let gallery =
                reference.virtualMachineImageId ?? reference.sharedGalleryImageId ?? reference.communityGalleryImageId
            let parts = [reference.publisher, reference.offer, reference.sku, reference.version]
            name = (gallery ?? parts.map { $0 ?? "" }.joined(separator: ":")).lowercased()
            agent = image.nodeAgentSKUId
            osType = image.osType
            verification = image.verificationType
            capabilities = (image.capabilities ?? []).sorted()
            endOfLife = image.endOfLife?.time.seconds
        }

        /// Name and agent.
        var key: String { "\(name)|\(agent)" }

        static func == (left: Entry, right: Entry) -> Bool {
            left.key == right.key && left.osType == right.osType && left.verification == right.verification
                && left.capabilities == right.capabilities && left.endOfLife == right.endOfLife
        }
    }

    /// A row of run-length history.
    private struct Run {
        let first: Int
        var last: Int
        let entries: [String: Entry]
        let validator: String?
        let scope: String
    }

    /// What is known of an image, listed or not.
    private struct Known {
        var first: Int
        var since: Int
        var entry: Entry
        /// When it was last listed before its removal; `nil` unless a removal is the last that happened to it.
        var goneSince: Int?
    }

    private var runs: [Run] = []
    /// Every moment at which each catalog was seen.
    private var sightings: [(at: Int, entries: [String: Entry])] = []
    private var known: [String: Known] = [:]
    private var names: Set<String> = []
    private var held: [String: Entry]?
    private var lastAttempt: Int?
    /// Whether the clock was ever set so far that recorded times were not believed.
    private(set) var hasJumped = false
    private(set) var changes: [String] = []

    /// Takes a complete listing.
    ///
    /// - Returns: whether it was stored, not held back.
    mutating func take(
        _ images: [Image], at now: Int, validator: String? = nil, scope: String = "", accepting: Bool = false
    ) -> Bool {
        if accepting, !take(images, at: now, validator: validator, scope: scope) {
            return take(images, at: now, validator: validator, scope: scope)
        }
        let at = tick(now)
        var entries: [String: Entry] = [:]
        for image in images { entries[Entry(image).key] = Entry(image) }
        let isBaseline = runs.last?.scope != scope
        if entries != runs.last?.entries, isSuspect(entries, isBaseline: isBaseline), held != entries {
            held = entries
            return false
        }
        held = nil
        if let run = runs.last, run.scope == scope, run.entries == entries, run.validator == validator, run.last <= at,
            run.first == runs.map(\.first).filter({ $0 <= at }).max()
        {
            runs[runs.count - 1].last = at
        } else {
            if let run = runs.last, run.entries != entries {
                turn(run.entries, into: entries, at: at, lastSeen: run.last, isSilent: isBaseline)
            } else if runs.isEmpty {
                for (key, entry) in entries { known[key] = Known(first: at, since: at, entry: entry) }
            }
            runs.append(Run(first: at, last: at, entries: entries, validator: validator, scope: scope))
        }
        names.formUnion(entries.values.map(\.name))
        sightings.append((at, entries))
        return true
    }

    /// Takes an attempt that brought nothing.
    mutating func fail(at now: Int) { _ = tick(now) }

    /// The account is asked for something else: what was held back is forgotten.
    mutating func ask(_ scope: String, insteadOf other: String) { if scope != other { held = nil } }

    /// What lies more than ten minutes ahead of the clock is not believed.
    private mutating func tick(_ now: Int) -> Int {
        let recorded = [lastAttempt, runs.last?.last].compactMap(\.self)
        let believed = recorded.filter { $0 <= now + 600 }
        hasJumped = hasJumped || believed.count < recorded.count || now - (recorded.max() ?? now) > 86_400
        let at = ([now] + believed).max() ?? now
        lastAttempt = at
        return at
    }

    private func isSuspect(_ entries: [String: Entry], isBaseline: Bool) -> Bool {
        if entries.isEmpty { return true }
        guard !isBaseline, let stored = runs.last.map({ Set($0.entries.values.map(\.name)) }) else { return false }
        let missing = stored.subtracting(entries.values.map(\.name)).count
        return stored.count >= 10 && missing * 2 > stored.count
    }

    private mutating func turn(
        _ before: [String: Entry], into after: [String: Entry], at: Int, lastSeen: Int, isSilent: Bool
    ) {
        // What was recorded before a change is not later than it.
        let lastSeen = min(lastSeen, at)
        for line in Self.differences(before, after, wasListed: names.contains) {
            if !isSilent { changes.append("\(at)|\(line)") }
            let key = line.split(separator: "|")[1...2].joined(separator: "|")
            guard let image = known[key] else { continue }
            known[key]?.first = min(image.first, at)
            known[key]?.since = min(image.since, at)
        }
        for (_, left, came) in Self.moves(before, after) {
            if left.count == 1, came.count == 1 {
                let old = known[left[0].key]
                let firsts = [old?.first, known[came[0].key]?.first, at].compactMap(\.self)
                known[came[0].key] = Known(
                    first: firsts.min() ?? at, since: min(old?.since ?? at, at), entry: came[0])
            } else {
                for entry in left { known[entry.key]?.goneSince = isSilent ? nil : lastSeen }
                for entry in came {
                    known[entry.key] = Known(first: known[entry.key]?.first ?? at, since: at, entry: entry)
                }
            }
        }
        for (key, entry) in after { known[key]?.entry = entry }
    }

    /// The changes from one catalog to another: `kind|image|agent|old|new`.
    static func differences(
        _ before: [String: Entry], _ after: [String: Entry], wasListed: (String) -> Bool
    ) -> [String] {
        var lines: [String] = []
        func line(_ kind: String, _ entry: Entry, _ old: String? = nil, _ new: String? = nil) {
            lines.append([kind, entry.name, entry.agent, old ?? "-", new ?? "-"].joined(separator: "|"))
        }
        func compare(_ old: Entry, _ new: Entry) {
            if old.endOfLife != new.endOfLife {
                line("end-of-life", new, old.endOfLife.map(Self.text), new.endOfLife.map(Self.text))
            }
            if old.verification != new.verification { line("verification", new, old.verification, new.verification) }
            if old.capabilities != new.capabilities {
                line("capabilities", new, old.capabilitiesText, new.capabilitiesText)
            }
            if old.osType != new.osType { line("os-type", new, old.osType, new.osType) }
        }
        for (name, left, came) in moves(before, after) {
            if left.count == 1, came.count == 1 {
                line("node-agent", came[0], left[0].agent, came[0].agent)
                compare(left[0], came[0])
            } else {
                for entry in left { line("removed", entry) }
                let isKnown = wasListed(name) || before.values.contains { $0.name == name }
                for entry in came { line(isKnown ? "returned" : "added", entry) }
            }
        }
        for (key, old) in before {
            if let new = after[key] { compare(old, new) }
        }
        return lines
    }

    /// By name: the images that left and those that came.
    private static func moves(
        _ before: [String: Entry], _ after: [String: Entry]
    ) -> [(name: String, left: [Entry], came: [Entry])] {
        let left = Dictionary(grouping: before.filter { after[$0.key] == nil }.values, by: \.name)
        let came = Dictionary(grouping: after.filter { before[$0.key] == nil }.values, by: \.name)
        return Set(left.keys).union(came.keys).map { ($0, left[$0] ?? [], came[$0] ?? []) }
    }

    // MARK: - What the views show

    /// `image|agent|os|verification|capabilities|end of life|first_seen|listed_since|last_seen`.
    var images: [String] { images(at: .max).listed }
    /// The same columns, as they were last listed.
    var goneImages: [String] { images(at: .max).gone }

    func images(at time: Int) -> (listed: [String], gone: [String]) {
        guard let run = run(at: time) else { return ([], []) }
        let then = replayed(to: time).known
        let listed = run.entries.values.compactMap { entry in
            then[entry.key].map { entry.row(first: $0.first, since: $0.since, last: min(time, run.last)) }
        }
        let gone = then.values.compactMap { known in
            known.goneSince.map { known.entry.row(first: known.first, since: known.since, last: $0) }
        }
        return (listed, gone)
    }

    /// `image|agent|date|first_seen|last_seen`, from what was seen and nothing else.
    var datesOfImages: [String] {
        var spans: [String: (first: Int, last: Int)] = [:]
        for (index, sighting) in sightings.enumerated() {
            let before = index > 0 ? sightings[index - 1] : nil
            let after = index + 1 < sightings.count ? sightings[index + 1] : nil
            let lines = before.map { Self.differences($0.entries, sighting.entries) { _ in false } } ?? []
            for entry in sighting.entries.values {
                guard let date = entry.endOfLife else { continue }
                let key = "\(entry.key)|\(Self.text(date))"
                // The last time before a change is not later than the change.
                let end = after.map { min(sighting.at, $0.at) } ?? sighting.at
                let begins = before?.entries[entry.key] != entry
                let isOver = after.map { $0.entries[entry.key] != entry } ?? true
                let span = spans[key]
                let first = begins ? min(span?.first ?? sighting.at, sighting.at) : span?.first ?? sighting.at
                var last = max(span?.last ?? .min, isOver ? end : .min)
                // Of several changes at once, all but the last end at once: with what came before them.
                if let before, lines.count(where: { $0.contains("|\(entry.key)|") }) > 1 {
                    last = max(last, min(before.at, sighting.at))
                }
                spans[key] = (first, last)
            }
        }
        return spans.map { "\($0)|\(Self.text($1.first))|\(Self.text($1.last))" }
    }

    /// What would turn the catalog of one moment into that of another.
    func difference(from: Int, to: Int) -> [String] {
        func entries(_ time: Int) -> [String: Entry] { run(at: time)?.entries ?? [:] }
        return Self.differences(entries(from), entries(to)) { _ in false }
    }

    /// The greatest first sight that is not later; of several, the later row.
    private func run(at time: Int) -> Run? {
        time == .max
            ? runs.last
            : runs.filter { $0.first <= time }.reduce(nil) { $0.map { $0.first } ?? .min <= $1.first ? $1 : $0 }
    }

    /// What was listed then, without the times.
    func untimedImages(at time: Int) -> [String] {
        (run(at: time)?.entries.values).map { $0.map { $0.row(first: 0, since: 0, last: 0).untimed } } ?? []
    }

    /// The account as it stood then: what was stored until then, once more.
    private func replayed(to time: Int) -> RecordModel {
        guard runs.contains(where: { $0.first > time }) else { return self }
        var model = RecordModel()
        var before: Run?
        for run in runs where run.first <= time {
            if let before, before.entries != run.entries {
                model.turn(
                    before.entries, into: run.entries, at: run.first, lastSeen: before.last,
                    isSilent: before.scope != run.scope)
            } else if before == nil {
                for (key, entry) in run.entries {
                    model.known[key] = Known(first: run.first, since: run.first, entry: entry)
                }
            }
            before = run
        }
        return model
    }

    static func text(_ seconds: Int) -> String { UTCTime(seconds: seconds).description }
}

extension RecordModel.Entry {
    /// As a JSON array; `nil` when there are none.
    var capabilitiesText: String? {
        capabilities.isEmpty ? nil : "[" + capabilities.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    }

    fileprivate func row(first: Int, since: Int, last: Int) -> String {
        [
            name, agent, osType, verification, capabilitiesText ?? "-",
            endOfLife.map(RecordModel.text) ?? "-", RecordModel.text(first), RecordModel.text(since),
            RecordModel.text(last),
        ].joined(separator: "|")
    }
}

extension String {
    /// A row of images without the times at which it was seen.
    var untimed: String { split(separator: "|", omittingEmptySubsequences: false).prefix(6).joined(separator: "|") }
}
