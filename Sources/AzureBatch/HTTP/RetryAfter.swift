import Catalog

/// Reads for how long a service asks to be left alone.
package enum RetryAfter {
    /// Whatever is asked for, in whatever notation: no account is left alone for longer.
    package static let longest = Duration.hours(24)

    /// Reads a number of seconds or a date.
    static func duration(_ text: String, now: UTCTime) -> Duration? {
        duration(text, unit: .seconds(1))
            ?? UTCTime(httpDate: text).map { min(max(.zero, $0.duration(since: now)), longest) }
    }

    /// Reads a number, whole or not, of as many digits as there are.
    ///
    /// - Returns: 0 to `longest`; `nil` when it is no number.
    static func duration(_ text: String, unit: Duration) -> Duration? {
        guard text.utf8.allSatisfy({ "+-.0123456789".utf8.contains($0) }), let number = Double(text) else { return nil }
        return unit * min(max(number, 0), longest / unit)
    }
}
