package import Catalog
import GRDB

extension Store {
    /// Makes these the configured accounts. What others left behind stays, as accounts that are no longer
    /// configured.
    ///
    /// - Throws: `HistoryConflict`, or what keeps the record from being written; it stays as it was.
    package func configure(_ accounts: [ConfiguredAccount], now: UTCTime) async throws {
        try await write { db in
            try db.execute(sql: "UPDATE account SET configured = 0")
            for account in accounts { try FormerAccount(db: db, account: account).takeOver() }
            for account in accounts {
                let scope = try Self.scope(account.scope, db)
                try Self.forgetOtherScope(account, scope, db)
                try db.cachedStatement(
                    sql: """
                        INSERT INTO account (name, scope, configured, first_configured, stale_after, lists_pools)
                        VALUES (?, ?, 1, ?, ?, ?)
                        ON CONFLICT (name) DO UPDATE SET
                            scope = excluded.scope, configured = 1, stale_after = excluded.stale_after,
                            lists_pools = excluded.lists_pools
                        """
                ).execute(arguments: [
                    account.name, scope, now, account.staleAfter?.wholeSeconds, account.listsPools,
                ])
            }
            // Nothing comes next for what is switched off or gone from the configuration.
            try db.execute(
                sql: """
                    UPDATE account SET next_attempt = NULL
                    WHERE next_attempt IS NOT NULL AND (NOT configured OR stale_after IS NULL)
                    """)
        }
    }

    /// What waits for an answer to the same question, and is of no use for another: a listing that is held back, the
    /// pages, and, with another endpoint, its live pools and how long its service asked to be left alone.
    private static func forgetOtherScope(_ account: ConfiguredAccount, _ scope: Int64, _ db: Database) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT account.id, scope.endpoint FROM account JOIN scope ON scope.id = account.scope
                    WHERE account.name = ? AND account.scope <> ?
                    """), arguments: [account.name, scope])
        guard let row, let id = row[0] as Int64? else { return }
        try db.cachedStatement(sql: "DELETE FROM held WHERE account = ?").execute(arguments: [id])
        try StoredPages.clear(of: id, db)
        guard row[1] != account.scope.endpoint else { return }
        try PoolRecord(db: db, account: id).forget()
        try db.cachedStatement(sql: "UPDATE account SET retry_after = NULL WHERE id = ?").execute(arguments: [id])
    }

    private static func scope(_ scope: AccountScope, _ db: Database) throws -> Int64 {
        let arguments: StatementArguments = [scope.endpoint, scope.filter ?? ""]
        try db.cachedStatement(sql: "INSERT INTO scope (endpoint, filter) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .execute(arguments: arguments)
        return try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM scope WHERE endpoint = ? AND filter = ?"), arguments: arguments)
            ?? 0
    }

    /// When an account is to be refreshed next, and what could change that.
    package struct Schedule: Hashable, Sendable {
        package let lastAttempt: UTCTime?
        package let nextAttempt: UTCTime?
        package let consecutiveFailures: Int
        /// Until when the service asked to be left alone.
        package let retryAfter: UTCTime?
        /// Whether something that is asked now has no answer yet: the latest listing is of another scope, or its live
        /// pools are wanted only since then.
        package let isUnanswered: Bool
    }

    /// - Returns: `nil` when the record does not know the account.
    package func schedule(of account: String) async throws -> Schedule? {
        try await pool.read { db in
            try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT account.last_attempt, account.next_attempt, account.consecutive_failures,
                            account.retry_after,
                            COALESCE(listing.scope <> account.scope, FALSE)
                                OR (account.lists_pools AND account.pools_error IS NULL
                                    AND COALESCE(account.pools_seen < account.last_success, TRUE))
                        FROM account
                        LEFT JOIN listing ON listing.id = account.latest
                        WHERE account.name = ?
                        """), arguments: [account]
            ).map {
                Schedule(
                    lastAttempt: $0[0], nextAttempt: $0[1], consecutiveFailures: $0[2], retryAfter: $0[3],
                    isUnanswered: $0[4])
            }
        }
    }
}
