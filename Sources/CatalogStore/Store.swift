import Catalog
import GRDB
import GRDBSQLite
import Glibc

/// The record: one SQLite file that the daemon writes and everybody may read.
package struct Store: Sendable {
    let pool: any DatabaseWriter
    private let path: String

    /// Opens the file, creates it when it is absent, and brings its schema up to date.
    ///
    /// - Throws: `StoreError` when the file is not ours, newer than we know, or cannot be opened.
    package init(path: String) throws(StoreError) {
        do {
            try Self.inspect(path)
            pool = try DatabasePool(path: path, configuration: Self.configuration)
            self.path = path
            try Schema.migrator.migrate(pool)
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw .foreign(path: path, reason: "it is not an SQLite file")
        } catch {
            throw .unopenable(path: path, reason: Self.reason(error))
        }
    }

    /// Opens the file for queries alone, whether a daemon works on it or not; nothing of it is changed.
    ///
    /// - Throws: `StoreError` when the file is not ours, newer than we know, or cannot be read.
    package init(readingOnly path: String) throws(StoreError) {
        guard access(path, R_OK) == 0 else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        do {
            try Self.inspect(path)
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(10)
            pool = try DatabaseQueue(path: path, configuration: configuration)
            self.path = path
            let version = try pool.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
            guard version == Schema.version else {
                throw StoreError.foreign(path: path, reason: "its schema is version \(version), not \(Schema.version)")
            }
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw .foreign(path: path, reason: "it is not an SQLite file")
        } catch {
            throw .unreadable(path: path, reason: Self.reason(error))
        }
    }

    /// Where the file lies, and what a status shows of it.
    package func file() throws -> (path: String, bytes: Int, schemaVersion: Int) {
        try pool.read { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            let size = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0
            return (path, pages * size, try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0)
        }
    }

    /// Closes every connection; the `-wal` and `-shm` files stay, so that readers without write permission go on.
    package func close() throws {
        try pool.close()
    }

    /// Looks at an existing file without touching it.
    private static func inspect(_ path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let queue: DatabaseQueue
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
            return
        }
        defer { try? queue.close() }
        let (application, version, objects) = try queue.read { db in
            (
                try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
                try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0,
                try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_master") ?? 0
            )
        }
        if objects == 0, application == 0, version == 0 { return }
        guard application == Schema.applicationID else {
            throw StoreError.foreign(path: path, reason: "it belongs to another program")
        }
        guard version <= Schema.version else { throw StoreError.newer(path: path, version: version) }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 8
        configuration.prepareDatabase { db in
            // Whichever connection closes last must leave -wal and -shm behind: a reader without write permission
            // could not create them.
            var persists: CInt = 1
            sqlite3_file_control(db.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &persists)
            if !db.configuration.readonly {
                try db.execute(sql: "PRAGMA journal_size_limit = \(64 << 20)")
            }
        }
        return configuration
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return String(describing: error) }
        return "\(error.message ?? "SQLite error") (code \(error.extendedResultCode.rawValue))"
    }
}

extension UTCTime: DatabaseValueConvertible {
    /// Whole seconds since 1970.
    var databaseValue: DatabaseValue { seconds.databaseValue }

    static func fromDatabaseValue(_ value: DatabaseValue) -> UTCTime? {
        Int.fromDatabaseValue(value).map { UTCTime(seconds: $0) }
    }
}
