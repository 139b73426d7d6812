import GRDB

/// What was recorded under the name that an account had before.
struct FormerAccount {
    let db: Database
    let account: ConfiguredAccount

    /// Gives it the account's name. What the new name has without ever having had a listing makes way; the log of its
    /// attempts, and how they stand, go on.
    ///
    /// - Throws: `HistoryConflict` when both have listings: two histories cannot be one.
    func takeOver() throws {
        guard let formerly = account.formerly, let former = try row(formerly) else { return }
        if let own = try row(account.name) {
            guard former.hasListing else { return }
            guard !own.hasListing else { throw HistoryConflict(name: account.name, formerly: formerly) }
            try giveWay(own.id, to: former.id)
        }
        try db.execute(sql: "UPDATE account SET name = ? WHERE id = ?", arguments: [account.name, former.id])
    }

    private func row(_ name: String) throws -> (id: Int64, hasListing: Bool)? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT id, latest IS NOT NULL FROM account WHERE name = ?"), arguments: [name]
        ).map { ($0[0], $0[1]) }
    }

    private func giveWay(_ own: Int64, to former: Int64) throws {
        let rows: StatementArguments = ["own": own, "former": former]
        try db.execute(sql: "UPDATE sync SET account = :former WHERE account = :own", arguments: rows)
        try db.execute(
            sql: """
                UPDATE account SET
                    (last_attempt, next_attempt, retry_after, consecutive_failures, last_error) =
                    (own.last_attempt, own.next_attempt, own.retry_after, own.consecutive_failures, own.last_error)
                FROM account AS own
                WHERE account.id = :former AND own.id = :own AND own.last_attempt IS NOT NULL
                """, arguments: rows)
        try db.execute(sql: "DELETE FROM held WHERE account = ?", arguments: [own])
        try StoredPages.clear(of: own, db)
        try db.execute(sql: "UPDATE pool SET use = NULL WHERE account = ?", arguments: [own])
        try db.execute(
            sql: "DELETE FROM pool_use WHERE pool IN (SELECT id FROM pool WHERE account = ?)", arguments: [own])
        try db.execute(sql: "DELETE FROM pool WHERE account = ?", arguments: [own])
        for table in ["alert_account", "alert_known"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE account = ?", arguments: [own])
        }
        try db.execute(sql: "DELETE FROM account WHERE id = ?", arguments: [own])
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
