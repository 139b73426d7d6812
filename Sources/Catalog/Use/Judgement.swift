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
        let isByName = if case .image(let reference) = use.subject { reference.galleryId == nil } else { false }
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
}
