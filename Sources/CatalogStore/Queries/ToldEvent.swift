package import Catalog
import GRDB

/// A row of the view `alerts`.
package struct ToldEvent: Sendable {
    package let seq: Int64
    package let id: String
    package let at: UTCTime
    package let alert: String
    /// A raw value of `AlertKind`.
    package let event: String
    /// `nil`: several accounts.
    package let account: String?
    package let image: String?
    package let nodeAgentSKUId: String?
    package let message: String
    /// A raw value of `AlertState`.
    package let state: String
    package let attempts: Int
    package let lastAttempt: UTCTime?
    package let lastError: String?

    init(_ row: Row) {
        (seq, id, at, alert, event) = (row[0], row[1], row[2], row[3], row[4])
        (account, image, nodeAgentSKUId, message) = (row[5], row[6], row[7], row[8])
        (state, attempts, lastAttempt, lastError) = (row[9], row[10], row[11], row[12])
    }
}

/// Which events, from where on, how many.
package struct EventSelection: Sendable {
    /// Each of these holds when one of its values does; empty: whatever it is.
    package var alerts: [String]
    package var events: [String]
    package var states: [String]
    package var accounts: [String]
    /// Only those with a greater `seq`.
    package var after: Int64?
    package var limit: Int

    package init(
        alerts: [String], events: [String], states: [String], accounts: [String], after: Int64?, limit: Int
    ) {
        (self.alerts, self.events, self.states, self.accounts) = (alerts, events, states, accounts)
        (self.after, self.limit) = (after, limit)
    }
}

/// How it stands with what an alert is to be told.
package struct AlertStanding: Sendable {
    package let alert: String
    package let waiting: Int
    package let told: Int
    package let givenUp: Int
    /// When the oldest that waits happened.
    package let waitingSince: UTCTime?
    package let nextAttempt: UTCTime?
    /// Why the last attempt failed, while something waits or was given up.
    package let lastError: String?
}

extension StoreReader {
    /// - Returns: `nil` when there is no event of this id.
    package func seq(ofEvent id: String) throws -> Int64? {
        try rows("SELECT seq FROM alert_event WHERE id = ?", [id]) { $0[0] as Int64 }.first
    }

    /// - Returns: up to the limit, the oldest first, and whether there are more.
    package func events(_ selection: EventSelection) throws -> (events: [ToldEvent], hasMore: Bool) {
        var clauses = ["TRUE"]
        var arguments: StatementArguments = []
        for (column, values) in [
            ("alert.name", selection.alerts), ("alert_event.event", selection.events),
            ("alert_event.state", selection.states), ("alert_event.account", selection.accounts),
        ] where !values.isEmpty {
            clauses.append("\(column) IN (\(Self.marks(values.count)))")
            arguments += StatementArguments(values)
        }
        if let after = selection.after {
            clauses.append("alert_event.seq > ?")
            arguments += [after]
        }
        let text = """
            SELECT alert_event.seq, alert_event.id, alert_event.at, alert.name, alert_event.event, alert_event.account,
                alert_event.image, alert_event.node_agent_sku_id, alert_event.message, alert_event.state,
                alert_event.attempts, alert_event.last_attempt, alert_event.last_error
            FROM alert_event
            CROSS JOIN alert ON alert.id = alert_event.alert
            WHERE \(clauses.joined(separator: " AND ")) ORDER BY alert_event.seq LIMIT ?
            """
        return page(try rows(text, arguments + [selection.limit + 1], ToldEvent.init), limit: selection.limit)
    }

    /// The names of alerts that are or were configured.
    package func alertNames() throws -> [String] { try rows("SELECT name FROM alert ORDER BY name", []) { $0[0] } }

    /// Of every alert that is configured.
    package func alertStandings() throws -> [AlertStanding] {
        try rows(
            """
            SELECT alert.name, COUNT(*) FILTER (WHERE state = 'waiting'), COUNT(*) FILTER (WHERE state = 'told'),
                COUNT(*) FILTER (WHERE state = 'given-up'), MIN(at) FILTER (WHERE state = 'waiting'),
                MIN(next_attempt) FILTER (WHERE state = 'waiting'),
                (SELECT last_error FROM alert_event AS last
                    WHERE last.alert = alert.id AND last.state <> 'told' AND last.last_error IS NOT NULL
                    ORDER BY last.seq DESC LIMIT 1)
            FROM alert
            LEFT JOIN alert_event ON alert_event.alert = alert.id
            WHERE alert.configured
            GROUP BY alert.id ORDER BY alert.name
            """, []
        ) {
            AlertStanding(
                alert: $0[0], waiting: $0[1], told: $0[2], givenUp: $0[3], waitingSince: $0[4], nextAttempt: $0[5],
                lastError: $0[6])
        }
    }
}
