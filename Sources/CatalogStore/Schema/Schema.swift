import GRDB

/// The shape of the file: which file is ours, which version it has, and how a version becomes the next.
enum Schema {
    /// "BIMG", in `PRAGMA application_id`.
    static let applicationID = 0x4249_4D47
    /// In `PRAGMA user_version`; views only gain columns at the end from one version to the next.
    static let version = 1

    /// Append-only: a migration that shipped is never touched again.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(sql: tables)
            try db.execute(sql: views)
            try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = 1")
        }
        return migrator
    }
}
