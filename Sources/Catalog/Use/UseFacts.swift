/// What an account's record says about what a use means.
package struct UseFacts: Hashable, Sendable {
    /// Whether the account has a complete listing at all.
    package let hasData: Bool
    /// The listed images that are meant: those of the name under whatever node agent, or, for a gallery image and an
    /// agent alone, those of the agent.
    package let listed: [Image]
    package let standing: Standing

    /// Whether what is meant is there.
    package enum Standing: Hashable, Sendable {
        /// The use names nothing that could be listed.
        case unnamed
        case listed
        /// Listed once and not now; until when, if anybody knows.
        case gone(until: UTCTime?)
        case never
    }

    /// - Parameter past: how it stands when nothing of it is listed.
    package init(hasData: Bool, listed: [Image] = [], past: Standing = .unnamed) {
        (self.hasData, self.listed) = (hasData, listed)
        standing = listed.isEmpty ? past : .listed
    }

    package var isListed: Bool { !listed.isEmpty }

    /// The node agents under which it is listed, in order, each once.
    package var agents: [String] { Set(listed.map(\.nodeAgentSKUId)).sorted() }

    /// Those listed under the agent of a use; where none is, or the use says none, all of them.
    func judged(under agent: ImageUse.Agent) -> [Image] {
        let own = images(under: agent)
        return own.isEmpty ? listed : own
    }

    /// Those listed under the agent of a use; all of them where the use says none that can be told.
    func images(under agent: ImageUse.Agent) -> [Image] {
        guard case .named(let agent) = agent else { return listed }
        let folded = FoldedText(agent)
        return listed.filter { FoldedText($0.nodeAgentSKUId) == folded }
    }
}
