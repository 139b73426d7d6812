/// What an account lists and once listed, arranged for judging uses of it.
package struct ImageOffer: Sendable {
    private let hasData: Bool
    /// What is listed now.
    let listed: [Image]
    private let byName: [Name: [Image]]
    private let byAgent: [FoldedText: [Image]]
    private let goneNames: [Name: [Past]]
    private let goneAgents: [FoldedText: UTCTime?]

    /// An image that was listed once.
    package struct Past: Sendable {
        let identity: ImageIdentity
        /// As it was listed last; `nil` when nobody knows.
        let image: Image?
        let until: UTCTime?

        /// - Parameter until: when it was last listed; `nil` when nobody knows.
        package init(_ identity: ImageIdentity, as image: Image? = nil, until: UTCTime?) {
            self.identity = identity
            self.image = image
            self.until = until
        }
    }

    /// - Parameters:
    ///   - listed: the images of the account's latest complete listing; `nil` when it has none yet.
    ///   - past: what it listed before; of what is listed now, it does not matter.
    package init(listed: [Image]?, past: [Past] = []) {
        hasData = listed != nil
        self.listed = listed ?? []
        byName = Dictionary(grouping: listed ?? []) { Name($0.name) }
        byAgent = Dictionary(grouping: listed ?? []) { FoldedText($0.nodeAgentSKUId) }
        goneNames = Dictionary(grouping: past) { Name($0.identity.name) }
        goneAgents = Dictionary(grouping: past) { FoldedText($0.identity.nodeAgentSKUId) }
            .mapValues { $0.compactMap(\.until).max() }
    }

    /// What is known of what a use means.
    package func facts(of use: ImageUse) -> UseFacts {
        switch use.subject {
        case .image(let reference) where reference.galleryId == nil:
            let name = ImageName(reference)
            let listed = (byName[Name(name)] ?? []).filter { Self.isMeant($0.name, by: reference) }
            let gone = gone(name, by: reference)
            return UseFacts(
                hasData: hasData, listed: listed,
                past: gone.isEmpty ? .never : .gone(until: gone.compactMap(\.until).max()))
        case .image, .agentAlone:
            guard case .named(let agent) = use.agent else { return UseFacts(hasData: hasData) }
            let folded = FoldedText(agent)
            return UseFacts(
                hasData: hasData, listed: byAgent[folded] ?? [],
                past: goneAgents[folded].map { .gone(until: $0) } ?? .never)
        case .cloudServices, .untold:
            return UseFacts(hasData: hasData)
        }
    }

    /// A version counts only where the listing has one, too.
    private static func isMeant(_ name: ImageName, by reference: ImageReference) -> Bool {
        name.version == ImageName.defaultVersion || reference.version == nil
            || name.version == ImageName(reference).version
    }

    private func gone(_ name: ImageName, by reference: ImageReference) -> [Past] {
        (goneNames[Name(name)] ?? []).filter { Self.isMeant($0.identity.name, by: reference) }
    }

    /// The image that a use means by its name, as it is listed or was listed last: under the node agent of the use, where
    /// it ever was.
    package func image(of use: ImageUse) -> Image? {
        guard case .image(let reference) = use.subject, reference.galleryId == nil else { return nil }
        if let listed = facts(of: use).judged(under: use.agent).min(by: { $0.identity < $1.identity }) { return listed }
        let past = gone(ImageName(reference), by: reference).filter { $0.image != nil }
        let agent = use.nodeAgentSKUId.map { FoldedText($0) }
        let own = past.filter { agent == nil || FoldedText($0.identity.nodeAgentSKUId) == agent }
        return (own.isEmpty ? past : own).max {
            ($0.until?.seconds ?? .min, $0.identity) < ($1.until?.seconds ?? .min, $1.identity)
        }?.image
    }

    /// A name without its version.
    private struct Name: Hashable {
        let publisher: FoldedText
        let offer: FoldedText
        let sku: FoldedText

        init(_ name: ImageName) {
            publisher = FoldedText(name.publisher)
            offer = FoldedText(name.offer)
            sku = FoldedText(name.sku)
        }
    }
}
