package import Catalog
import GRDB

/// How the refreshing of the configured accounts stands, in a few numbers; disabled accounts are left out.
package struct RefreshSummary: Hashable, Sendable {
    package let accounts: Int
    /// The accounts whose last sync failed, by name.
    package var failing: [String] = []
    /// The accounts of which a listing is held back, by name.
    package var held: [String] = []
    package var lastAttempt: UTCTime?
    /// `nil`: an account was never refreshed, and is due.
    package var nextAttempt: UTCTime?
}

extension StoreReader {
    /// The accounts that are refreshed, counted; does not look at images.
    package func refreshSummary() throws -> RefreshSummary {
        let accounts = try rows(
            """
            SELECT name, consecutive_failures > 0, held.account IS NOT NULL, last_attempt, next_attempt
            FROM account
            LEFT JOIN held ON held.account = account.id
            WHERE configured AND stale_after IS NOT NULL
            ORDER BY name
            """, []
        ) {
            (
                name: $0[0] as String, fails: $0[1] as Bool, isHeld: $0[2] as Bool, last: $0[3] as UTCTime?,
                next: $0[4] as UTCTime?
            )
        }
        let isDue = accounts.contains { $0.next == nil }
        return RefreshSummary(
            accounts: accounts.count, failing: accounts.filter(\.fails).map(\.name),
            held: accounts.filter(\.isHeld).map(\.name), lastAttempt: accounts.compactMap(\.last).max(),
            nextAttempt: isDue ? nil : accounts.compactMap(\.next).min())
    }
}
