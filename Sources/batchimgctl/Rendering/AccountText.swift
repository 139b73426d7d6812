import Catalog
import ControlAPI

extension AccountAnswer {
    /// What the other answers tell of an account.
    var freshness: FreshnessAnswer {
        var freshness = FreshnessAnswer()
        (freshness.name, freshness.asOf, freshness.stale, freshness.reason) = (name, asOf, stale, reason)
        return freshness
    }

    /// Names the recorded times that lie too far ahead of the clock; `nil` when there are none.
    func aheadText(now: UTCTime) -> String? {
        let times = [("success", lastSuccess), ("attempt", lastAttempt), ("change", lastChanged)]
        let ahead = times.filter { _, text in
            text.flatMap { UTCTime(rfc3339: $0) }.map { !$0.isBelievable(at: now) } ?? false
        }
        guard !ahead.isEmpty else { return nil }
        let names = ahead.map { "last \($0) (\($1 ?? ""))" }.joined(separator: ", ")
        return "recorded ahead of the clock, and not believed: \(names)"
    }
}
