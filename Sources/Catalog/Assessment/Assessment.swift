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
        let isByName = if case .image(let reference) = use.subject { reference.galleryId == nil } else { false }
        let asksForAgents = judgement.reasons.contains(.wrongAgent) || use.agent == .unsaid
        agents = isByName && facts.isListed && asksForAgents ? facts.agents : nil
        nearest = judgement.verdict == .neverListed ? account.nearest(to: use) : nil
        suggestion = account.successor(
            of: use, facts, judgement, nearest: nearest?.first, on: day, window: window)
    }

    private static func message(_ use: ImageUse, _ facts: UseFacts, _ judgement: Judgement) -> String {
        let subject =
            switch (use.image, use.nodeAgentSKUId) {
            case (let image?, let agent?): "\(image) under \(agent)"
            case (let image?, nil): image
            case (nil, let agent?): agent
            case (nil, nil): "the pool"
            }
        return "\(subject) \(predicate(use, facts, judgement))"
    }

    private static func predicate(_ use: ImageUse, _ facts: UseFacts, _ judgement: Judgement) -> String {
        let date = judgement.endOfLife?.dateText ?? ""
        let days = judgement.daysLeft ?? 0
        switch judgement.verdict {
        case .unknown:
            if use.isUntold { return use.untoldPart }
            return "cannot be judged: there is no complete listing yet"
        case .retired: return "is of Cloud Services, which the service ended on 2024-02-29"
        case .neverListed: return "was never listed"
        case .gone:
            guard case .gone(let until?) = facts.standing else { return "is listed no more" }
            return "is listed no more; it was until \(until.dateText)"
        case .wrongAgent: return "is listed, but under \(facts.agents.joined(separator: " and "))"
        case .ended where days >= -LifecycleState.graceDays:
            let last = judgement.endOfLife.map { UTCTime(day: $0.day + LifecycleState.graceDays).dateText } ?? ""
            return "has ended on \(date); pools may still be created until \(last)"
        case .ended: return "has ended on \(date), \(-days) days ago"
        case .ending: return "ends on \(date), in \(days) \(days == 1 ? "day" : "days")"
        case .noContainers: return "cannot run the containers that are configured"
        case .unverified: return "is listed as unverified"
        case .ok: return judgement.endOfLife == nil ? "is listed" : "is listed, until \(date)"
        }
    }
}

extension ImageUse {
    /// Which part of it cannot be told.
    fileprivate var untoldPart: String {
        switch (subject, agent) {
        case (.untold(let text), _) where text.isEmpty: "says no image"
        case (.untold, _): "cannot be judged: the image cannot be told"
        case (_, .untold): "cannot be judged: the node agent cannot be told"
        default: "cannot be judged: it says no node agent"
        }
    }
}
