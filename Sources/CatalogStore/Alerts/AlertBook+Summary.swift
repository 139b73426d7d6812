import Catalog
import GRDB

/// What an alert is told where it looks for the first time.
extension AlertBook {
    /// How long a summary waits, in seconds, for accounts that have not been listed yet.
    static let patience = 600

    /// Makes what holds of an account, once it is listed, part of a summary: none of it is news.
    ///
    /// - Parameter moment: an older listing does not do.
    func waitForSummary(of account: Int64, listedAfter moment: UTCTime? = nil) throws {
        try db.run(
            """
            UPDATE alert_account SET waits = 1, since = ?, listed_after = COALESCE(?, listed_after)
            WHERE account = ?
            """, [now, moment, account])
    }

    /// Writes the summary of the accounts that an alert looks at for the first time, once all of them are listed or have
    /// had their time.
    mutating func summarize(_ alert: AlertWatcher) throws {
        let waiting = try db.rows(
            """
            SELECT
                account.id,
                COALESCE(account.last_success >= alert_account.listed_after
                    AND (NOT account.lists_pools
                        OR account.pools_seen >= alert_account.listed_after
                        OR account.pools_error IS NOT NULL), FALSE)
                OR account.stale_after IS NULL OR account.consecutive_failures > 0
                OR :now NOT BETWEEN alert_account.since AND alert_account.since + \(Self.patience)
            FROM alert_account
            JOIN account ON account.id = alert_account.account AND account.configured
            WHERE alert_account.alert = :alert AND alert_account.waits
            ORDER BY account.name
            """, ["alert": alert.id, "now": now])
        guard waiting.allSatisfy({ $0[1] }) else { return }
        var facts: [(account: String, fact: AlertFact)] = []
        // Where nothing can be listed, what comes is news; its first listing is summed up then.
        for account in waiting.map({ $0[0] as Int64 }) {
            guard let ground = try ground(of: account) else { continue }
            let findings = findings(alert, subjects(alert, ground), ground)
            for fact in findings.facts {
                let isNew = try note(fact, alert, account)
                // What left long ago, and nobody uses, is no news.
                let hasLeft = fact.kind == .gone || fact.kind == .wrongAgent
                if isNew, !hasLeft || !fact.pools.isEmpty { facts.append((ground.name, fact)) }
            }
            try pass(findings.passed, alert, account)
            try db.run(
                "UPDATE alert_account SET waits = 0, day = ? WHERE alert = ? AND account = ?",
                [now.day, alert.id, account])
        }
        guard !facts.isEmpty else { return }
        let accounts = Set(facts.map(\.account))
        let summary = AlertRule.summary(facts)
        try outbox.insert(
            summary, alert, account: accounts.count == 1 ? accounts.first : nil, message: summary.predicate)
    }

    /// The same for every alert that waits.
    mutating func summarizeAll() throws {
        for alert in try AlertWatcher.waiting(db) { try summarize(alert) }
    }
}
