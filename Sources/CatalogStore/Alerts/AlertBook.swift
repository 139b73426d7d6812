import Catalog
import Foundation
import GRDB

/// Writes what alerts are to be told, inside the transaction that stores what causes it.
///
/// What holds of an account is compared with what an alert knows: each fact is written once, however often it is looked
/// at. Where an alert looks for the first time, what holds already becomes one summary.
struct AlertBook {
    let db: Database
    let now: UTCTime
    var outbox: AlertOutbox { AlertOutbox(db: db, now: now) }
    private var catalogs: [Int64: [Image]] = [:]
    private var grounds: [Int64: AlertGround] = [:]

    init(db: Database, now: UTCTime) {
        (self.db, self.now) = (db, now.wholeSeconds)
    }

    /// Writes what is new of an account to those alerts that look at it.
    ///
    /// - Parameters:
    ///   - isChanged: whether images or pools may have changed.
    ///   - seq: what changed since is told as such.
    mutating func review(_ account: Int64, isChanged: Bool, changesAfter seq: Int64? = nil) throws {
        let alerts = try AlertWatcher.all(of: account, db)
        guard !alerts.isEmpty, try isChanged || isDue(account) else { return }
        let rules = alerts.filter { !$0.waits }
        if !rules.isEmpty, let ground = try ground(of: account) {
            let changes = try seq.map { try self.changes(of: account, after: $0) } ?? []
            for alert in rules { try tell(alert, account, ground, changes) }
        }
        for alert in alerts where alert.waits { try summarize(alert) }
    }

    /// Whether time alone, or what became of the last attempt, may have made something new of an account.
    private func isDue(_ account: Int64) throws -> Bool {
        try db.holds(
            """
            EXISTS (SELECT 1 FROM alert_account WHERE account = :account AND (waits OR day <> :day))
                OR EXISTS (
                    SELECT 1 FROM alert_known
                    WHERE account = :account AND kind IN ('listing-held', 'account-stale')
                        AND NOT lasting AND NOT over)
            """, ["account": account, "day": now.day])
    }

    // MARK: - What holds

    mutating func ground(of account: Int64) throws -> AlertGround? {
        if let ground = grounds[account] { return ground }
        let ground = try AlertGround(account, db, now: now, catalogs: &catalogs)
        grounds[account] = ground
        return ground
    }

    func subjects(_ alert: AlertWatcher, _ ground: AlertGround) -> [AlertRule.Subject] {
        alert.rule.subjects(pools: ground.pools, images: alert.rule.watch.goesBeyondUse ? ground.images : [])
    }

    func findings(
        _ alert: AlertWatcher, _ subjects: [AlertRule.Subject], _ ground: AlertGround
    ) -> AlertRule.Findings {
        var findings = alert.rule.findings(subjects, in: ground.offer, on: now)
        alert.rule.add(account: ground.name, isHeld: ground.isHeld, staleness: ground.staleness, to: &findings)
        return findings
    }

    // MARK: - News

    private func tell(
        _ alert: AlertWatcher, _ account: Int64, _ ground: AlertGround, _ changes: [CatalogChange]
    ) throws {
        let subjects = subjects(alert, ground)
        let findings = findings(alert, subjects, ground)
        try end(findings, alert, account, ground)
        for fact in alert.rule.facts(of: changes, subjects, on: now) + findings.facts {
            guard try note(fact, alert, account) else { continue }
            try outbox.insert(fact, alert, account: ground.name, message: fact.message(account: ground.name))
        }
        try pass(findings.passed, alert, account)
        try db.run("UPDATE alert_account SET day = ? WHERE alert = ? AND account = ?", [now.day, alert.id, account])
    }

    /// Takes a fact for known.
    ///
    /// - Returns: whether it is new. What ended and came again on one day is not, but for who was told that it ended.
    func note(_ fact: AlertFact, _ alert: AlertWatcher, _ account: Int64) throws -> Bool {
        let key = Data(fact.key.bytes)
        let row = try db.row(
            "SELECT day, over FROM alert_known WHERE alert = ? AND account = ? AND key = ?", [alert.id, account, key])
        if let row, !(row[1] as Bool) { return false }
        try db.run(
            """
            INSERT INTO alert_known (alert, account, key, kind, image, node_agent_sku_id, day, lasting, over)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
            ON CONFLICT (alert, account, key) DO UPDATE SET over = 0, day = excluded.day
            """,
            [
                alert.id, account, key, fact.kind.rawValue, fact.image, fact.nodeAgentSKUId, now.day,
                fact.kind.isLasting,
            ])
        return row.map { alert.tellsEnd || $0[0] != now.day } ?? true
    }

    func pass(_ keys: [Digest], _ alert: AlertWatcher, _ account: Int64) throws {
        for key in keys {
            try db.run(
                """
                INSERT INTO alert_known (alert, account, key, kind, day, lasting, over)
                VALUES (?, ?, ?, 'ending', ?, 1, 0) ON CONFLICT DO NOTHING
                """, [alert.id, account, Data(key.bytes), now.day])
        }
    }

    /// Finds what is known and holds no more. That no pool uses an image any more says nothing of the image; who is told
    /// when things are over is told then, too, and also when no end of life is near any more.
    private func end(
        _ findings: AlertRule.Findings, _ alert: AlertWatcher, _ account: Int64, _ ground: AlertGround
    ) throws {
        let keys = Set(findings.facts.map(\.key.bytes) + findings.passed.map(\.bytes))
        let known = try db.rows(
            """
            SELECT key, kind, image, node_agent_sku_id FROM alert_known
            WHERE alert = :alert AND account = :account AND NOT over
                AND (NOT lasting OR :tellsEnd AND kind IN ('ending', 'ended') AND image IS NOT NULL)
            """, ["alert": alert.id, "account": account, "tellsEnd": alert.tellsEnd])
        var told: Set<[String]> = []
        for row in known {
            let key = row[0] as Data
            guard let kind = AlertKind(rawValue: row[1]), alert.rule.kinds.contains(kind), !keys.contains(Array(key))
            else { continue }
            let isLookedAt = findings.cover(image: row[2], agent: row[3])
            guard isLookedAt || alert.tellsEnd else { continue }
            try db.run(
                "UPDATE alert_known SET over = 1 WHERE alert = ? AND account = ? AND key = ?", [alert.id, account, key])
            // Several thresholds end as one.
            guard alert.tellsEnd, told.insert([kind.rawValue, row[2] ?? "", row[3] ?? ""]).inserted else { continue }
            let fact = AlertFact(
                kind, image: row[2], nodeAgentSKUId: row[3],
                isLookedAt ? "is no longer \(kind.rawValue)" : "is used by no pool any more")
            try outbox.insert(
                fact, alert, account: ground.name, message: fact.message(account: ground.name), isOver: true)
        }
    }

    private func changes(of account: Int64, after seq: Int64) throws -> [CatalogChange] {
        try db.rows(
            """
            SELECT image, kind, old, new FROM change
            WHERE account = ? AND seq > ? AND NOT by_scope AND kind IN ('end-of-life', 'verification')
            ORDER BY seq
            """, [account, seq]
        ).compactMap { row in
            let id: Int64 = row[0]
            let image = try CatalogRows(db: db).images(
                "SELECT \(CatalogRows.imageColumns) FROM image WHERE id = ?", [id]
            ).first
            guard let image, let kind = CatalogChange.Kind(rawValue: row[1]) else { return nil }
            return CatalogChange(kind, image, old: row[2], new: row[3])
        }
    }
}
