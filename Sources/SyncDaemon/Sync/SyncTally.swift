import Catalog
import NIOConcurrencyHelpers

/// What the syncs since the daemon's start came to, by account: the counters among the metrics.
final class SyncTally: Sendable {
    struct Counts: Sendable {
        fileprivate(set) var outcomes: [SyncOutcome: Int] = [:]
        fileprivate(set) var changes = 0
        fileprivate(set) var duration = Duration.zero
    }

    /// Raised by each sync.
    let news = Signal()
    private let counts = NIOLockedValueBox<[String: Counts]>([:])

    var all: [String: Counts] { counts.withLockedValue(\.self) }

    /// Accounts that left are no longer counted.
    func forget(allBut accounts: Set<String>) {
        counts.withLockedValue { $0 = $0.filter { accounts.contains($0.key) } }
    }

    func add(_ result: SyncResult, of account: String, took duration: Duration) {
        counts.withLockedValue {
            $0[account, default: Counts()].outcomes[result.outcome, default: 0] += 1
            $0[account, default: Counts()].changes += result.changes ?? 0
            $0[account, default: Counts()].duration += duration
        }
        news.raise()
    }
}
