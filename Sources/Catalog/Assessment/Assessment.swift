/// The verdict on a use, and what helps whoever has to act on it.
package struct Assessment: Hashable, Sendable {
    /// An image to move to, under its node agent.
    package struct Successor: Hashable, Sendable {
        /// As it is shown.
        package let image: String
        package let nodeAgentSKUId: String
    }

    package let judgement: Judgement
    /// What is the matter, in a sentence without its end.
    package let message: String
    /// The node agents under which the name is listed, where the use says another or none; `nil` where that is not the
    /// matter.
    package let agents: [String]?
    /// What is listed that has nearly the name; `nil` where the name is known.
    package let nearest: [String]?
    package let suggestion: Successor?

    /// - Parameters:
    ///   - account: the one in question.
    ///   - day: any moment of the day in question, in UTC.
    ///   - window: days before an end of life in which it counts as ending.
    package init(_ use: ImageUse, in account: AccountOffer, on day: UTCTime, window: Int) {
        let facts = account.offer.facts(of: use)
        let judgement = Judgement(use, facts: facts, on: day, window: window)
        self.judgement = judgement
        message = Self.message(use, facts, judgement)
        let asksForAgents = judgement.reasons.contains(.wrongAgent) || use.agent == .unsaid
        agents = use.namedImage != nil && facts.isListed && asksForAgents ? facts.agents : nil
        nearest = judgement.verdict == .neverListed ? account.nearest(to: use) : nil
        suggestion = account.successor(of: use, facts, judgement, nearest: nearest?.first, on: day, window: window)
    }

    private static func message(_ use: ImageUse, _ facts: UseFacts, _ judgement: Judgement) -> String {
        let subject =
            switch (use.image, use.nodeAgentSKUId) {
            case (let image?, let agent?): "\(image) under \(agent)"
            case (let image?, nil): image
            case (nil, let agent?): agent
            case (nil, nil): "the pool"
            }
        return "\(subject) \(judgement.predicate(of: judgement.verdict, use, facts))"
    }
}
