/// What an account lists and once listed, arranged for judging uses of it.
package struct ImageOffer: Sendable {
    private let hasData: Bool
    /// What is listed now.
    let listed: [Image]
    private let byName: [Name: [Image]]
    private let byAgent: [FoldedText: [Image]]
    private let goneNames: [Name: [(version: String, until: UTCTime?)]]
    private let goneAgents: [FoldedText: UTCTime?]

    /// An image that was listed once.
    package struct Past: Sendable {
        let identity: ImageIdentity
        let until: UTCTime?

        /// - Parameter until: when it was last listed; `nil` when nobody knows.
        package init(_ identity: ImageIdentity, until: UTCTime?) {
            self.identity = identity
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
            .mapValues { $0.map { ($0.identity.name.version, $0.until) } }
        goneAgents = Dictionary(grouping: past) { FoldedText($0.identity.nodeAgentSKUId) }
            .mapValues { $0.compactMap(\.until).max() }
    }

    /// What is known of what a use means.
    package func facts(of use: ImageUse) -> UseFacts {
        switch use.subject {
        case .image(let reference) where reference.galleryId == nil:
            let name = ImageName(reference)
            // A version counts only where the listing has one, too.
            let matches = { (version: String) in
                version == ImageName.defaultVersion || reference.version == nil || version == name.version
            }
            let listed = (byName[Name(name)] ?? []).filter { matches($0.name.version) }
            let gone = (goneNames[Name(name)] ?? []).filter { matches($0.version) }
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
