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
            for account in accounts { try account.takeOverHistory(db) }
            for account in accounts {
                let scope = try Self.scope(account.scope, db)
                try Self.forgetOtherScope(account, scope, db)
                try db.run(
                    """
                    INSERT INTO account (name, scope, configured, first_configured, stale_after, lists_pools)
                    VALUES (?, ?, 1, ?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET
                        scope = excluded.scope, configured = 1, stale_after = excluded.stale_after,
                        lists_pools = excluded.lists_pools
                    """,
                    [
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
        let row = try db.row(
            """
            SELECT account.id, scope.endpoint FROM account JOIN scope ON scope.id = account.scope
            WHERE account.name = ? AND account.scope <> ?
            """, [account.name, scope])
        guard let row, let id = row[0] as Int64? else { return }
        try db.run("DELETE FROM held WHERE account = ?", [id])
        try StoredPages.clear(of: id, db)
        guard row[1] != account.scope.endpoint else { return }
        try PoolRecord(db: db, account: id).forget()
        try db.run("UPDATE account SET retry_after = NULL WHERE id = ?", [id])
    }

    private static func scope(_ scope: AccountScope, _ db: Database) throws -> Int64 {
        let arguments: StatementArguments = [scope.endpoint, scope.filter ?? ""]
        try db.run("INSERT INTO scope (endpoint, filter) VALUES (?, ?) ON CONFLICT DO NOTHING", arguments)
        return try db.value("SELECT id FROM scope WHERE endpoint = ? AND filter = ?", arguments) as Int64?
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
            try db.row(
                """
                SELECT account.last_attempt, account.next_attempt, account.consecutive_failures,
                    account.retry_after,
                     COALESCE(listing.scope <> account.scope, FALSE)
                         OR (account.lists_pools AND account.pools_error IS NULL
                             AND COALESCE(account.pools_seen < account.last_success, TRUE))
                FROM account
                LEFT JOIN listing ON listing.id = account.latest
                WHERE account.name = ?
                """, [account]
            ).map {
                Schedule(
                    lastAttempt: $0[0], nextAttempt: $0[1], consecutiveFailures: $0[2], retryAfter: $0[3],
                    isUnanswered: $0[4])
            }
        }
    }
}

extension ConfiguredAccount {
    /// Gives what was recorded under the former name the account's name. What the new name has without ever having had a
    /// listing makes way; the log of its attempts, and how they stand, go on.
    ///
    /// - Throws: `HistoryConflict` when both have listings: two histories cannot be one.
    fileprivate func takeOverHistory(_ db: Database) throws {
        func row(_ name: String) throws -> (id: Int64, hasListing: Bool)? {
            try db.row("SELECT id, latest IS NOT NULL FROM account WHERE name = ?", [name]).map { ($0[0], $0[1]) }
        }
        guard let formerly, let former = try row(formerly) else { return }
        if let own = try row(name) {
            guard former.hasListing else { return }
            guard !own.hasListing else { throw HistoryConflict(name: name, formerly: formerly) }
            try giveWay(own.id, to: former.id, db)
        }
        try db.run("UPDATE account SET name = ? WHERE id = ?", [name, former.id])
    }

    private func giveWay(_ own: Int64, to former: Int64, _ db: Database) throws {
        let rows: StatementArguments = ["own": own, "former": former]
        try db.run("UPDATE sync SET account = :former WHERE account = :own", rows)
        try db.run(
            """
            UPDATE account SET
                (last_attempt, next_attempt, retry_after, consecutive_failures, last_error) =
                (own.last_attempt, own.next_attempt, own.retry_after, own.consecutive_failures, own.last_error)
            FROM account AS own
            WHERE account.id = :former AND own.id = :own AND own.last_attempt IS NOT NULL
            """, rows)
        try StoredPages.clear(of: own, db)
        for statement in [
            "DELETE FROM held WHERE account = ?", "UPDATE pool SET use = NULL WHERE account = ?",
            "DELETE FROM pool_use WHERE pool IN (SELECT id FROM pool WHERE account = ?)",
            "DELETE FROM pool WHERE account = ?", "DELETE FROM alert_account WHERE account = ?",
            "DELETE FROM alert_known WHERE account = ?", "DELETE FROM account WHERE id = ?",
        ] {
            try db.run(statement, [own])
        }
    }
}

/// An account that is to take over a history, and has one.
package struct HistoryConflict: Error, CustomStringConvertible {
    package let name: String
    package let formerly: String

    package var description: String {
        "cannot take over the history of '\(formerly)': '\(name)' has listings of its own, and two histories cannot be "
            + "one; remove formerly = \"\(formerly)\" from the account '\(name)'"
    }
}
