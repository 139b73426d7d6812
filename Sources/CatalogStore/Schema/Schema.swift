import GRDB

/// The shape of the file: which file is ours, which version it has, and how a version becomes the next.
enum Schema {
    /// "BIMG", in `PRAGMA application_id`.
    static let applicationID = 0x4249_4D47
    /// In `PRAGMA user_version`; views only gain columns at the end from one version to the next.
    static let version = 4

    /// Makes the file one of this version, whichever of ours it was.
    ///
    /// The version is written last, with the views: a file whose upgrade was cut short goes on where it stopped.
    static func upgrade(_ file: any DatabaseWriter) throws {
        try migrator.migrate(file)
        try file.write { db in
            guard try version(of: db) < version else { return }
            for name in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'view'")
            where viewNames.contains(name) {
                try db.execute(sql: "DROP VIEW \(name)")
            }
            try db.execute(sql: views)
            try db.execute(sql: "PRAGMA user_version = \(version)")
        }
    }

    static func version(of db: Database) throws -> Int { try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0 }

    /// Append-only: a migration that shipped is never touched again. Views hold no data and are not part of them.
    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(sql: tables)
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        }
        migrator.registerMigration("2") { try $0.execute(sql: formerIdentities) }
        migrator.registerMigration("3") { db in
            try deriveAnew(db)
            try db.execute(sql: retryAfter)
        }
        migrator.registerMigration("4-pages") { try $0.execute(sql: pageBytes) }
        migrator.registerMigration("4-pools") { try $0.execute(sql: pools) }
        migrator.registerMigration("4-alerts") { try $0.execute(sql: alerts) }
        migrator.registerMigration("4-indexes") { try $0.execute(sql: indexes) }
        return migrator
    }

    // MARK: - Checking

    /// What of our tables, views and indexes a file lacks, or has otherwise; `nil` when nothing. What others put beside
    /// them (replication does) is no business of ours.
    static func fault(_ db: Database) throws -> String? {
        let model = try DatabaseQueue()
        try upgrade(model)
        let expected = try model.read(objects)
        let found = try objects(db)
        let wrong = expected.sorted { $0.key < $1.key }.first { found[$0.key] != $0.value }
        return wrong.map { "its \($0.key) is \(found[$0.key] == nil ? "missing" : "not as it was made")" }
    }

    /// The text of each object, by its kind and name.
    private static func objects(_ db: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT type || ' ' || name, sql FROM sqlite_master
                WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'grdb%'
                """)
        return Dictionary(rows.map { ($0[0], $0[1]) }) { first, _ in first }
    }
}

extension Schema {
    /// Version 3: until when the service asked to be left alone, which a restart or new settings do not shorten; NULL when
    /// it did not. Our own pause after a failure is another thing.
    static let retryAfter = "ALTER TABLE account ADD COLUMN retry_after INTEGER"
}

extension Schema {
    /// Version 4: every page of the last complete listing is kept, with the digest of the bytes that it came in; NULL when
    /// that was not noted. A page that comes in the same bytes is not read again.
    ///
    /// The digest of a page's content is from here on that of its images' digests: it is found without looking up images.
    static let pageBytes = "ALTER TABLE page ADD COLUMN bytes BLOB"
}

extension Schema {
    /// Version 4: what is gone is found, and live pools are counted, without a look at everything there ever was.
    static let indexes = """
        CREATE INDEX change_of_removal ON change (account, identity) WHERE kind = 'removed';
        CREATE INDEX pool_in_use ON pool (account) WHERE use IS NOT NULL;
        """
}
