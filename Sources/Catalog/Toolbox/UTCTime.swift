import FoundationEssentials

/// A moment in UTC, exact to the nanosecond, in the proleptic Gregorian calendar.
///
/// Every time in the record, the answers and the rules is one of these: the service sends up to seven fraction
/// digits, and two notations of one moment must compare equal, which a floating-point date does not promise.
package struct UTCTime: Hashable, Comparable, Sendable {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    package let seconds: Int
    /// The rest of the second, 0 to 999,999,999.
    package let nanoseconds: Int

    package init(seconds: Int, nanoseconds: Int = 0) {
        (self.seconds, self.nanoseconds) = (seconds, nanoseconds)
    }

    /// The system's clock.
    package static var now: UTCTime {
        let time = Date.now.timeIntervalSince1970
        let seconds = time.rounded(.down)
        return UTCTime(seconds: Int(seconds), nanoseconds: Int((time - seconds) * 1_000_000_000))
    }

    /// Midnight of a day.
    ///
    /// - Parameter day: whole days since 1970-01-01.
    package init(day: Int) { self.init(seconds: day * Self.secondsPerDay) }

    /// Whole days since 1970-01-01 of the UTC date.
    package var day: Int {
        seconds >= 0 ? seconds / Self.secondsPerDay : (seconds + 1) / Self.secondsPerDay - 1
    }

    /// The moment without its fraction of a second, as the record stores it.
    package var wholeSeconds: UTCTime { UTCTime(seconds: seconds) }

    package static let secondsPerDay = 86_400

    /// Whether a recorded time can be true: one that lies more than 10 minutes ahead of the clock was recorded by a
    /// clock that was wrong, or this one is.
    package func isBelievable(at now: UTCTime) -> Bool { self <= now.advanced(by: .minutes(10)) }

    package static func < (left: UTCTime, right: UTCTime) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    package func advanced(by duration: Duration) -> UTCTime {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = self.nanoseconds + Int(attoseconds / 1_000_000_000)
        let carry = nanoseconds < 0 ? -1 : nanoseconds / 1_000_000_000
        return UTCTime(
            seconds: self.seconds + Int(seconds) + carry, nanoseconds: nanoseconds - carry * 1_000_000_000)
    }

    /// The time from `earlier` to this moment; negative when `earlier` is later.
    package func duration(since earlier: UTCTime) -> Duration {
        .seconds(seconds - earlier.seconds) + .nanoseconds(nanoseconds - earlier.nanoseconds)
    }
}
