/// What an account lists and once listed, arranged for judging uses of it.
package struct ImageOffer: Sendable {
    private let hasData: Bool
    /// What is listed now.
    let listed: [Image]
    private let byName: [ImageName: [Image]]
    private let byAgent: [FoldedText: [Image]]
    private let goneNames: [ImageName: [(version: String, until: UTCTime?)]]
    private let goneAgents: [FoldedText: UTCTime?]

    /// An image that was listed once.
    package struct Past: Sendable {
        let identity: ImageIdentity
        let until: UTCTime?

        /// - Parameter until: when it was last listed; `nil` when nobody knows.
        package init(_ identity: ImageIdentity, until: UTCTime?) {
            (self.identity, self.until) = (identity, until)
        }
    }

    /// - Parameters:
    ///   - listed: the images of the account's latest complete listing; `nil` when it has none yet.
    ///   - past: what it listed before; of what is listed now, it does not matter.
    package init(listed: [Image]?, past: [Past] = []) {
        hasData = listed != nil
        self.listed = listed ?? []
        byName = Dictionary(grouping: listed ?? []) { $0.name.withoutVersion }
        byAgent = Dictionary(grouping: listed ?? []) { FoldedText($0.nodeAgentSKUId) }
        goneNames = Dictionary(grouping: past) { $0.identity.name.withoutVersion }
            .mapValues { $0.map { ($0.identity.name.version, $0.until) } }
        goneAgents = Dictionary(grouping: past) { FoldedText($0.identity.nodeAgentSKUId) }
            .mapValues { $0.compactMap(\.until).max() }
    }

    /// What is known of what a use means.
    package func facts(of use: ImageUse) -> UseFacts {
        if let reference = use.namedImage {
            let name = ImageName(reference)
            // A version counts only where the listing has one, too.
            func means(_ version: String) -> Bool {
                version == ImageName.defaultVersion || reference.version == nil || version == name.version
            }
            let listed = byName[name.withoutVersion, default: []].filter { means($0.name.version) }
            let gone = goneNames[name.withoutVersion, default: []].filter { means($0.version) }
            return UseFacts(
                hasData: hasData, listed: listed,
                past: gone.isEmpty ? .never : .gone(until: gone.compactMap(\.until).max()))
        }
        switch (use.subject, use.agent) {
        case (.image, .named(let agent)), (.agentAlone, .named(let agent)):
            let folded = FoldedText(agent)
            return UseFacts(
                hasData: hasData, listed: byAgent[folded] ?? [],
                past: goneAgents[folded].map { .gone(until: $0) } ?? .never)
        default: return UseFacts(hasData: hasData)
        }
    }
}
