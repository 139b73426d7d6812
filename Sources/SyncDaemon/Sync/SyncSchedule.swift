import Catalog
import CatalogStore

/// When an account is refreshed next.
struct SyncSchedule: Sendable {
    let interval: Duration
    /// A fraction of the interval by which a regular refresh may come later.
    let jitter: Double

    private static let firstRetry = Duration.seconds(60)

    func afterSuccess(_ now: UTCTime) -> UTCTime {
        let milliseconds = Double(interval.wholeSeconds) * 1000 * Double.random(in: 0...jitter)
        return now.advanced(by: interval + .milliseconds(Int(milliseconds)))
    }

    /// A minute, doubling with each failure up to the interval; later when the service asked for more.
    ///
    /// - Parameter failures: in a row, this one included.
    func afterFailure(_ now: UTCTime, failures: Int, retryAfter: Duration?) -> UTCTime {
        let doubled = Self.firstRetry * (1 << min(max(failures, 1) - 1, 20))
        return now.advanced(by: max(min(doubled, interval), retryAfter ?? .zero))
    }

    /// How long to wait at start: what the record says, corrected where the settings or the clock changed since.
    func wait(_ recorded: Store.Schedule?, now: UTCTime) -> Duration {
        guard let recorded, let next = recorded.nextAttempt, let last = recorded.lastAttempt, last <= now else {
            return .zero
        }
        let latest = last.advanced(by: interval * (1 + jitter))
        return max(.zero, min(next, max(latest, last)).duration(since: now))
    }
}
