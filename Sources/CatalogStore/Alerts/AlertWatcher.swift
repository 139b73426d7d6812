import Catalog
import GRDB

/// An alert that looks at accounts, as the record has it.
struct AlertWatcher {
    let id: Int64
    let name: String
    let rule: AlertRule
    let tellsEnd: Bool
    /// Whether what holds of the account already is yet to be told, as a summary.
    let waits: Bool

    private init(_ row: Row) {
        (id, name, tellsEnd, waits) = (row[0], row[1], row[5], row[6])
        rule = AlertRule(events: row[2], within: row[3], images: row[4])
    }

    private static let columns = "alert.id, alert.name, alert.events, alert.within, alert.images, alert.tells_end"

    /// Which alerts look at which accounts, of those that are configured.
    static let looks = """
        FROM alert_account
        JOIN alert ON alert.id = alert_account.alert AND alert.configured
        JOIN account ON account.id = alert_account.account AND account.configured
        """

    /// Those that look at an account, by name.
    static func all(of account: Int64, _ db: Database) throws -> [AlertWatcher] {
        try db.rows(
            """
            SELECT \(columns), alert_account.waits \(looks)
            WHERE alert_account.account = ? ORDER BY alert.name
            """, [account]
        ).map(AlertWatcher.init)
    }

    /// Those that wait for accounts.
    static func waiting(_ db: Database) throws -> [AlertWatcher] {
        try db.rows(
            """
            SELECT \(columns), TRUE FROM alert
            WHERE configured AND id IN (SELECT alert FROM alert_account WHERE waits)
            """, []
        ).map(AlertWatcher.init)
    }
}
