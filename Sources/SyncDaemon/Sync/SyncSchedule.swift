import AzureBatch
import Catalog
import CatalogStore

/// When an account is refreshed next.
struct SyncSchedule: Sendable {
    let interval: Duration
    /// A fraction of the interval by which a regular refresh may come later.
    let jitter: Double

    private static let firstRetry = Duration.seconds(60)

    var afterSuccess: Duration {
        let milliseconds = Double(interval.wholeSeconds) * 1000 * Double.random(in: 0...jitter)
        return interval + .milliseconds(Int(milliseconds))
    }

    /// A minute, doubling with each failure up to the interval; later when the service asked for more, by a day at most.
    ///
    /// - Parameter failures: in a row, this one included.
    func afterFailure(failures: Int, retryAfter: Duration?) -> Duration {
        let doubled = Self.firstRetry * (1 << min(max(failures, 1) - 1, 20))
        return max(min(doubled, interval), min(retryAfter ?? .zero, RetryAfter.longest))
    }

    /// How long to wait at start: what the record says, corrected where the settings or the clock changed since. Later
    /// waits follow the syncs themselves, so that a clock that is set neither stops nor hurries them.
    func wait(_ recorded: Store.Schedule?, now: UTCTime) -> Duration {
        guard let recorded, let next = recorded.nextAttempt, let last = recorded.lastAttempt,
            last.isBelievable(at: now)
        else {
            return .zero
        }
        // After a failure the service may have asked for more than the interval.
        let regular = interval * (1 + jitter)
        let longest = recorded.consecutiveFailures > 0 ? max(regular, RetryAfter.longest) : regular
        return max(.zero, min(next, last.advanced(by: longest), now.advanced(by: longest)).duration(since: now))
    }
}
