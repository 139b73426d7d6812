import Catalog
import Foundation

/// How long a service asks to be left alone, as its headers say it.
struct RetryAfter {
    /// `retry-after-ms` and `x-ms-retry-after-ms`, in the order in which they count.
    let milliseconds: [String?]
    /// `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
    let plain: String?

    /// - Returns: 0 to 24 hours; `nil` when no header can be understood.
    func pause(now: UTCTime) -> Duration? {
        for text in milliseconds {
            if let pause = text.flatMap({ Self.pause($0, unit: .milliseconds(1)) }) { return pause }
        }
        guard let plain else { return nil }
        return Self.pause(plain, unit: .seconds(1)) ?? Self.pause(until: plain, now: now)
    }

    /// A whole number of units, however many digits it has; a fraction is left out.
    private static func pause(_ text: String, unit: Duration) -> Duration? {
        let text = text.trimmingCharacters(in: .whitespaces)
        guard let digits = text.wholeMatch(of: /([0-9]+)(\.[0-9]*)?/)?.1 else { return nil }
        let most = RetryPolicy.longestPause
        return Int(digits).map { count in count < Int(most / unit) ? unit * count : most } ?? most
    }

    private static func pause(until text: String, now: UTCTime) -> Duration? {
        UTCTime(httpDate: text).map { min(max(.zero, $0.duration(since: now)), RetryPolicy.longestPause) }
    }
}
