package import Catalog
import GRDB

extension Store {
    /// Makes these the configured accounts. What others left behind stays, as accounts that are no longer
    /// configured.
    package func configure(_ accounts: [ConfiguredAccount], now: UTCTime) async throws {
        try await write { db in
            try db.execute(sql: "UPDATE account SET configured = 0")
            for account in accounts { try Self.takeOver(account, db) }
            for account in accounts {
                try db.execute(
                    sql: """
                        INSERT INTO account (name, scope, configured, first_configured, stale_after)
                        VALUES (?, ?, 1, ?, ?)
                        ON CONFLICT (name) DO UPDATE SET
                            scope = excluded.scope, configured = 1, stale_after = excluded.stale_after
                        """,
                    arguments: [account.name, try Self.scope(account, db), now, account.staleAfter?.wholeSeconds])
            }
        }
    }

    /// When an account is to be refreshed next.
    package struct Schedule: Hashable, Sendable {
        package let lastAttempt: UTCTime?
        package let lastSuccess: UTCTime?
        package let nextAttempt: UTCTime?
        package let consecutiveFailures: Int
    }

    /// - Returns: `nil` when the record does not know the account.
    package func schedule(of account: String) async throws -> Schedule? {
        try await pool.read { db in
            try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT last_attempt, last_success, next_attempt, consecutive_failures FROM account
                        WHERE name = ?
                        """), arguments: [account]
            ).map {
                Schedule(lastAttempt: $0[0], lastSuccess: $0[1], nextAttempt: $0[2], consecutiveFailures: $0[3])
            }
        }
    }

    /// Renames what was recorded under the former name, unless the new name has a record of its own.
    private static func takeOver(_ account: ConfiguredAccount, _ db: Database) throws {
        guard let formerly = account.formerly else { return }
        try db.execute(
            sql: """
                UPDATE account SET name = :name WHERE name = :formerly
                AND NOT EXISTS (SELECT 1 FROM account WHERE name = :name)
                """, arguments: ["name": account.name, "formerly": formerly])
    }

    private static func scope(_ account: ConfiguredAccount, _ db: Database) throws -> Int64 {
        let arguments: StatementArguments = [account.endpoint, account.filter ?? ""]
        try db.execute(
            sql: "INSERT INTO scope (endpoint, filter) VALUES (?, ?) ON CONFLICT DO NOTHING", arguments: arguments)
        return try Int64.fetchOne(
            db, sql: "SELECT id FROM scope WHERE endpoint = ? AND filter = ?", arguments: arguments)
            ?? 0
    }
}
