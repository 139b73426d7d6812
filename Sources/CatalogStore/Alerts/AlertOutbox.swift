import Catalog
import GRDB

/// The events that alerts are told, each written once.
struct AlertOutbox {
    let db: Database
    /// In whole seconds.
    let now: UTCTime

    /// - Parameter isOver: whether the fact holds no more.
    func insert(
        _ fact: AlertFact, _ alert: AlertWatcher, account: String?, message: String, isOver: Bool = false
    ) throws {
        let count = try db.value("SELECT count FROM alert_journal") as Int? ?? 0
        let id = Digest(of: [
            alert.name, account, fact.key.hex, fact.kind.isLasting ? nil : String(now.day), isOver ? "over" : nil,
            // No two summaries are one, nor two ends of one thing.
            fact.kind == .summary || alert.tellsEnd ? "\(now.seconds) \(count)" : nil,
        ])
        try db.run(
            """
            INSERT INTO alert_event (
                id, alert, at, event, account, image, node_agent_sku_id, end_of_life, days_left, threshold, old, new,
                pools, message, over, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')
            ON CONFLICT (id) DO NOTHING
            """,
            [
                String(id.hex.prefix(32)), alert.id, now, fact.kind.rawValue, account, fact.image, fact.nodeAgentSKUId,
                fact.endOfLife, fact.daysLeft, fact.threshold, fact.old, fact.new, JSONWriter.text(of: fact.pools),
                message, isOver,
            ])
        try Self.count(db)
    }

    /// Counts what is written to it.
    static func count(_ db: Database) throws {
        try db.run("UPDATE alert_journal SET count = count + 1")
    }
}
