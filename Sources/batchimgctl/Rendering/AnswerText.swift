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

extension CheckAnswer {
    /// A line, and another one for a remedy.
    func text(_ options: GlobalOptions) -> String {
        let word = ok ? "ok" : "finding"
        let margin = String(repeating: " ", count: 9)
        let blanks = String(repeating: " ", count: margin.count - word.count)
        let subject = [account, check].compactMap(\.self).joined(separator: " ")
        func line(_ head: String, _ text: String) -> String {
            Prose.line(head, width: margin.count, text, indent: margin.count + 2)
        }
        return line(Table.colored(word, options) + blanks, "\(subject): \(message)")
            + (remedy.map { line(margin, "remedy: \($0)") } ?? "")
    }
}
