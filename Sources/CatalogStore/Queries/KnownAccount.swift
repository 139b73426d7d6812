package import Catalog
import GRDB

/// A row of the view `accounts`, with what tells whether its data is fresh.
package struct KnownAccount: Sendable {
    package let id: Int64
    package let name: String
    package let endpoint: String
    package let isConfigured: Bool
    package let state: AccountState
    package let images: Int
    package let etag: String?
    package let lastModified: String?
    package let lastChanged: UTCTime?
    package let lastSuccess: UTCTime?
    package let lastAttempt: UTCTime?
    package let nextAttempt: UTCTime?
    package let consecutiveFailures: Int
    package let lastError: String?
    /// `nil`: never stale.
    package let staleAfter: Duration?
    package let firstConfigured: UTCTime
    /// Whether its live pools are to be listed.
    package let listsPools: Bool
    /// `nil`: its pools were never listed, or are not to be.
    package let pools: Int?
    /// Why its pools could not be listed the last time.
    package let poolsError: String?
    /// The last complete listing of its pools.
    package let poolsSeen: UTCTime?

    static let sql = """
        SELECT account.name, scope.endpoint, account.configured, view.state, view.images, view.etag,
            view.last_modified, account.last_changed, account.last_success, account.last_attempt,
            account.next_attempt, account.consecutive_failures, account.last_error, account.stale_after,
            account.first_configured, account.lists_pools, view.pools, view.pools_error,
            account.pools_seen, account.id
        FROM account
        JOIN scope ON scope.id = account.scope
        JOIN accounts AS view ON view.name = account.name
        """

    init(_ row: Row) {
        (name, endpoint, isConfigured) = (row[0], row[1], row[2])
        state = AccountState(rawValue: row[3]) ?? .never
        (images, etag, lastModified, lastChanged, lastSuccess) = (row[4], row[5], row[6], row[7], row[8])
        (lastAttempt, nextAttempt, consecutiveFailures, lastError) = (row[9], row[10], row[11], row[12])
        staleAfter = (row[13] as Int?).map { .seconds($0) }
        (firstConfigured, listsPools, pools, poolsError) = (row[14], row[15], row[16], row[17])
        (poolsSeen, id) = (row[18], row[19])
    }

    /// Whether its last success is older than its limit; one never refreshed is counted from when it was first
    /// configured. A time that is not believed keeps nothing fresh.
    package func isStale(now: UTCTime) -> Bool {
        guard let staleAfter else { return false }
        return freshSince(now: now).map { now.duration(since: $0) > staleAfter } ?? true
    }

    /// What the age of its data is counted from; `nil` when that lies too far ahead of the clock.
    package func freshSince(now: UTCTime) -> UTCTime? {
        let since = lastSuccess ?? firstConfigured
        return since.isBelievable(at: now) ? since : nil
    }
}
