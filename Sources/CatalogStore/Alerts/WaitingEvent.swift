package import Catalog
import GRDB

/// An event that waits to be told.
package struct WaitingEvent: Sendable {
    package let seq: Int64
    package let id: String
    package let at: UTCTime
    /// A raw value of `AlertKind`.
    package let event: String
    package let account: String?
    package let image: String?
    package let nodeAgentSKUId: String?
    package let endOfLife: UTCTime?
    package let daysLeft: Int?
    package let threshold: Int?
    package let old: String?
    package let new: String?
    package let pools: [String]
    package let message: String
    /// Whether it says that something holds no more.
    package let isOver: Bool
    package let attempts: Int
    package let nextAttempt: UTCTime?

    /// One that is in no outbox.
    package init(test id: String, at: UTCTime, message: String) {
        (seq, self.id, self.at, event, self.message) = (0, id, at, AlertKind.test.rawValue, message)
        (account, image, nodeAgentSKUId, endOfLife, daysLeft) = (nil, nil, nil, nil, nil)
        (threshold, old, new, pools, isOver, attempts, nextAttempt) = (nil, nil, nil, [], false, 0, nil)
    }

    init(_ row: Row) {
        (seq, id, at, event, account) = (row[0], row[1], row[2], row[3], row[4])
        (image, nodeAgentSKUId, endOfLife, daysLeft) = (row[5], row[6], row[7], row[8])
        (threshold, old, new) = (row[9], row[10], row[11])
        pools = JSONText(row[12]).strings ?? []
        (message, isOver, attempts, nextAttempt) = (row[13], row[14], row[15], row[16])
    }

    static let columns = """
        seq, id, at, event, account, image, node_agent_sku_id, end_of_life, days_left, threshold, old, new, pools, message,
            over, attempts, next_attempt
        """
}

extension Store {
    /// The event that an alert is told next; `nil` when nothing waits.
    package func nextEvent(of alert: String) async throws -> WaitingEvent? {
        try await pool.read { db in
            try db.row(
                """
                SELECT \(WaitingEvent.columns) FROM alert_event
                WHERE alert = (SELECT id FROM alert WHERE name = ?) AND state = 'waiting'
                ORDER BY seq LIMIT 1
                """, [alert]
            ).map(WaitingEvent.init)
        }
    }

    /// Records that an event was taken by its receiver.
    package func recordTold(_ event: WaitingEvent, at: UTCTime) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE alert_event SET
                        state = 'told', attempts = attempts + 1, last_attempt = ?, next_attempt = NULL, last_error = NULL
                    WHERE seq = ?
                    """, arguments: [at.wholeSeconds, event.seq])
            // The receiver is there again: what waits behind has its whole time.
            try db.execute(
                sql: """
                    UPDATE alert_event SET tried_since = NULL
                    WHERE state = 'waiting' AND alert = (SELECT alert FROM alert_event WHERE seq = ?)
                    """, arguments: [event.seq])
            try AlertOutbox.count(db)
        }
    }

    /// Records that an event was not taken, and gives up what has waited for its receiver for too long.
    ///
    /// - Parameters:
    ///   - next: when it is tried again.
    ///   - patience: for how long a receiver may fail.
    /// - Returns: how many events were given up.
    package func recordUntold(
        _ event: WaitingEvent, _ error: String, at: UTCTime, next: UTCTime, patience: Duration
    ) async throws -> Int {
        try await write { db in
            let at = at.wholeSeconds
            // Days without an attempt do not count: the daemon stood still, or the clock was wrong for a while.
            try db.execute(
                sql: """
                    UPDATE alert_event SET tried_since = tried_since + gap.excess
                    FROM (SELECT alert, :at - last_attempt - 86400 AS excess FROM alert_event WHERE seq = :seq) AS gap
                    WHERE state = 'waiting' AND alert_event.alert = gap.alert AND gap.excess > 0
                    """, arguments: ["at": at, "seq": event.seq])
            try db.execute(
                sql: """
                    UPDATE alert_event SET attempts = attempts + 1, last_attempt = :at, next_attempt = :next
                    WHERE seq = :seq
                    """, arguments: ["at": at, "next": next.wholeSeconds, "seq": event.seq])
            // What waits behind it waits for the same receiver. A moment ahead of the clock is not believed.
            try db.execute(
                sql: """
                    UPDATE alert_event SET tried_since = MIN(COALESCE(tried_since, :at), :at), last_error = :error
                    WHERE state = 'waiting' AND alert = (SELECT alert FROM alert_event WHERE seq = :seq)
                    """, arguments: ["at": at, "error": error, "seq": event.seq])
            try db.execute(
                sql: """
                    UPDATE alert_event SET state = 'given-up', next_attempt = NULL
                    WHERE state = 'waiting' AND tried_since <= :since
                        AND alert = (SELECT alert FROM alert_event WHERE seq = :seq)
                    """, arguments: ["since": at.advanced(by: .zero - patience), "seq": event.seq])
            let count = db.changesCount
            try AlertOutbox.count(db)
            return count
        }
    }
}
