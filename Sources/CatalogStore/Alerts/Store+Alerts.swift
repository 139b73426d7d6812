package import Catalog
import GRDB

extension Store {
    /// Makes these the configured alerts, once the accounts are. What an alert looks at for the first time becomes a
    /// summary; what waits for one that is no longer configured goes on waiting.
    ///
    /// - Parameter isRestored: whether the file is older than what was told: what waits in it may have been told since.
    package func configure(alerts: [ConfiguredAlert], isRestored: Bool = false, now: UTCTime) async throws {
        try await write { db in
            let now = now.wholeSeconds
            if isRestored {
                try db.execute(
                    sql: """
                        DELETE FROM alert_known;
                        DELETE FROM alert_event WHERE state = 'waiting';
                        UPDATE alert_account SET waits = 1, since = :now, listed_after = :now;
                        """, arguments: ["now": now])
                try AlertOutbox.count(db)
            }
            try db.execute(sql: "UPDATE alert SET configured = 0")
            for alert in alerts { try Self.configure(alert, db, now) }
            var book = AlertBook(db: db, now: now)
            try book.summarizeAll()
        }
    }

    private static func configure(_ alert: ConfiguredAlert, _ db: Database, _ now: UTCTime) throws {
        let known = try db.row("SELECT id, events, within, images FROM alert WHERE name = ?", [alert.name])
        let isWider = known.map {
            alert.rule.isWider(than: AlertRule(events: $0[1], within: $0[2], images: $0[3]))
        }
        try db.execute(
            sql: """
                INSERT INTO alert (name, configured, events, within, images, tells_end) VALUES (?, 1, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET
                    configured = 1, events = excluded.events, within = excluded.within, images = excluded.images,
                    tells_end = excluded.tells_end
                """, arguments: [alert.name, alert.events, alert.within, alert.images, alert.tellsEnd])
        let id = try db.value("SELECT id FROM alert WHERE name = ?", [alert.name]) as Int64?
        if isWider ?? false { try db.run("UPDATE alert_account SET waits = 1, since = ? WHERE alert = ?", [now, id]) }
        let names = alert.accounts.map(JSONWriter.text(of:))
        let isChosen = "account.configured AND (:names IS NULL OR name IN (SELECT value FROM json_each(:names)))"
        try db.execute(
            sql: """
                DELETE FROM alert_account
                WHERE alert = :alert AND account NOT IN (SELECT id FROM account WHERE \(isChosen));
                """, arguments: ["alert": id, "names": names])
        try db.execute(
            sql: """
                INSERT INTO alert_account (alert, account, waits, since, listed_after, day)
                SELECT :alert, id, 1, :now, 0, 0 FROM account WHERE \(isChosen)
                ON CONFLICT DO NOTHING
                """, arguments: ["alert": id, "names": names, "now": now])
    }

    /// Writes what time alone has made new: a day that began, data that became stale, a summary that waited long enough.
    ///
    /// - Parameter keeping: how long what was told is kept.
    package func turnAlerts(now: UTCTime, keeping: Duration) async throws {
        let (accounts, isWaiting, hasOld) = try await pool.read { db in
            (
                try Self.accountsToReview(db, now), try Self.summariesAreDue(db, now),
                try db.holds("EXISTS (\(Self.oldEvents))", Self.age(keeping, now))
            )
        }
        for account in accounts {
            try await write { db in
                var book = AlertBook(db: db, now: now)
                try book.review(account, isChanged: true)
            }
        }
        if isWaiting {
            try await write { db in
                var book = AlertBook(db: db, now: now)
                try book.summarizeAll()
            }
        }
        guard hasOld else { return }
        try await write { db in
            try db.execute(
                sql: "DELETE FROM alert_event WHERE seq IN (\(Self.oldEvents))", arguments: Self.age(keeping, now))
        }
    }

    /// What is told and old; of an alert, the last stays, so that a clock that is wrong once empties nothing.
    private static let oldEvents = """
        SELECT seq FROM alert_event
        WHERE state <> 'waiting' AND (
            at < MIN(:oldest, (SELECT MAX(at) FROM alert_event) + 86400 - :keeping)
            OR seq <= (SELECT MAX(seq) FROM alert_event) - 100000)
        """

    private static func age(_ keeping: Duration, _ now: UTCTime) -> StatementArguments {
        ["oldest": now.advanced(by: .zero - keeping).wholeSeconds, "keeping": keeping.wholeSeconds]
    }

    private static func accountsToReview(_ db: Database, _ now: UTCTime) throws -> [Int64] {
        let watched = "\(AlertWatcher.looks) WHERE NOT alert_account.waits"
        let turned = try Int64.fetchSet(
            db, sql: "SELECT account.id \(watched) AND alert_account.day <> ?", arguments: [now.day])
        let told = try Row.fetchAll(
            db,
            sql: """
                SELECT id, name, MIN(is_told), MAX(is_told) FROM (
                    SELECT account.id, account.name, EXISTS (
                        SELECT 1 FROM alert_known AS known
                        WHERE known.alert = alert.id AND known.account = account.id AND known.kind = 'account-stale'
                            AND NOT known.lasting AND NOT known.over) AS is_told
                    \(watched) AND instr(alert.events, '"account-stale"'))
                GROUP BY id
                """)
        guard !told.isEmpty else { return turned.sorted() }
        let known = try StoreReader(db: db).configuredAccounts()
        let stale = Set(known.filter { $0.isStale(now: now) }.map(\.name))
        let changed = told.filter { row in
            let isStale = stale.contains(row[1])
            return isStale ? !(row[2] as Bool) : row[3] as Bool
        }
        return turned.union(changed.map { $0[0] as Int64 }).sorted()
    }

    private static func summariesAreDue(_ db: Database, _ now: UTCTime) throws -> Bool {
        try db.holds(
            """
            EXISTS (
                SELECT 1 \(AlertWatcher.looks)
                WHERE alert_account.waits AND ? NOT BETWEEN since AND since + \(AlertBook.patience))
            """, [now.wholeSeconds])
    }

    /// How often the outbox was written.
    package func alertJournal() async throws -> Int {
        try await pool.read { try Int.fetchOne($0, sql: "SELECT count FROM alert_journal") ?? 0 }
    }
}
