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
    ///
    /// A runner starts with the daemon, and when a reload changed something about its account: what failed before is
    /// due then, and so is what has no answer yet.
    func wait(_ recorded: Store.Schedule?, now: UTCTime) -> Duration {
        guard let recorded, let last = recorded.lastAttempt, let next = recorded.nextAttempt,
            last.isBelievable(at: now)
        else { return .zero }
        let isDue = recorded.consecutiveFailures > 0 || recorded.isUnanswered
        let time =
            if isDue {
                min(recorded.retryAfter ?? now, min(last, now).advanced(by: RetryAfter.longest))
            } else {
                min(next, last.advanced(by: interval * (1 + jitter)))
            }
        return max(.zero, time.duration(since: now))
    }
}
