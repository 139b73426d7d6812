/// The verdict on a use, and what it rests on: the one rule for everything that uses an image.
package struct Judgement: Hashable, Sendable {
    package let verdict: Verdict
    /// Everything that holds, in the order of `Verdict`; empty when all is well.
    package let reasons: [Verdict]
    /// When what the use means ends: the latest date, when every listed image that it can mean has one.
    package let endOfLife: UTCTime?
    /// Whole days from the day to the end of life; negative when it has passed.
    package let daysLeft: Int?

    /// - Parameters:
    ///   - facts: what the account's record says about what the use means.
    ///   - day: any moment of the day in question, in UTC.
    ///   - window: days before an end of life in which it counts as ending.
    package init(_ use: ImageUse, facts: UseFacts, on day: UTCTime, window: Int) {
        let judged = facts.judged(under: use.agent)
        let dates = judged.map(\.endOfLife?.time)
        endOfLife = dates.contains(nil) ? nil : dates.compactMap(\.self).max()
        daysLeft = endOfLife.map { $0.day - day.day }
        let days = daysLeft
        let isByName = use.namedImage != nil
        reasons = Verdict.allCases.filter { verdict in
            switch verdict {
            case .unknown: !facts.hasData || use.isUntold
            case .retired: use.subject == .cloudServices
            case .neverListed: facts.hasData && facts.standing == .never
            case .gone: if case .gone = facts.standing { true } else { false }
            case .wrongAgent: isByName && facts.isListed && facts.images(under: use.agent).isEmpty
            case .ended: days.map { $0 < 0 } ?? false
            case .ending: days.map { (0...window).contains($0) } ?? false
            case .noContainers:
                isByName && use.hasContainers && facts.isListed && !judged.contains(where: \.runsContainers)
            case .unverified:
                isByName && !use.takesUnverified && facts.isListed && !judged.contains { !$0.isUnverified }
            case .ok: false
            }
        }
        verdict = reasons.first ?? .ok
    }

    /// What a verdict says of the use, in a sentence without its subject and end.
    func predicate(of verdict: Verdict, _ use: ImageUse, _ facts: UseFacts) -> String {
        let date = endOfLife?.dateText ?? ""
        let days = daysLeft ?? 0
        switch verdict {
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
            let last = endOfLife.map { UTCTime(day: $0.day + LifecycleState.graceDays).dateText } ?? ""
            return "has ended on \(date); pools may still be created until \(last)"
        case .ended: return "has ended on \(date), \(-days) days ago"
        case .ending: return "ends on \(date), in \(days) \(days == 1 ? "day" : "days")"
        case .noContainers: return "cannot run the containers that are configured"
        case .unverified: return "is listed as unverified"
        case .ok: return endOfLife == nil ? "is listed" : "is listed, until \(date)"
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
