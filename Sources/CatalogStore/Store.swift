import Catalog
import GRDB
import GRDBSQLite
import Glibc
import Synchronization

/// The record: one SQLite file that the daemon writes and everybody may read.
package struct Store: Sendable {
    let pool: any DatabaseWriter
    package let path: String
    let writeCount = WriteCount()

    /// What `PRAGMA user_version` says of a file that this version has written.
    package static var schemaVersion: Int { Schema.version }

    /// Opens the file, creates it when it is absent, and brings its schema up to date; of one that an older version
    /// made, a copy is kept beside it (`images.db.v1`).
    ///
    /// - Throws: `StoreError` when the file is not ours, newer than we know, damaged, or cannot be opened.
    package init(path: String) throws(StoreError) {
        self.path = path
        pool = try Self.naming(path, StoreError.unopenable) {
            let version = try Self.inspect(path)
            let pool = try DatabasePool(path: path, configuration: Self.configuration)
            if (1..<Schema.version).contains(version) {
                try Self.copy(pool, to: "\(path).v\(version)")
            }
            try Schema.upgrade(pool)
            if let fault = try pool.read(Schema.fault) { throw StoreError.damaged(path: path, reason: fault) }
            return pool
        }
    }

    /// Opens the file for queries alone, whether a daemon works on it or not; nothing of it is changed. What an older
    /// version made is read through an upgraded copy in memory.
    ///
    /// - Throws: `StoreError` when the file is not ours, newer than we know, or cannot be read.
    package init(readingOnly path: String) throws(StoreError) {
        guard access(path, R_OK) == 0 else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        self.path = path
        pool = try Self.naming(path, StoreError.unreadable) {
            let version = try Self.inspect(path)
            guard version > 0 else { throw StoreError.foreign(path: path, reason: "it is empty") }
            var configuration = Self.plain
            configuration.readonly = true
            configuration.busyMode = .timeout(Self.patience)
            let file = try DatabaseQueue(path: path, configuration: configuration)
            guard version < Schema.version else { return file }
            let copy = try DatabaseQueue(configuration: Self.plain)
            try file.backup(to: copy)
            try Schema.upgrade(copy)
            return copy
        }
    }

    /// Turns whatever keeps a file from being opened into an error that names the file and the remedy.
    static func naming<File>(
        _ path: String, _ error: (_ path: String, _ reason: String) -> StoreError, _ open: () throws -> File
    ) throws(StoreError) -> File {
        do {
            return try open()
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw .foreign(path: path, reason: "it is not an SQLite file")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            throw .damaged(path: path, reason: reason(error))
        } catch let failure {
            throw error(path, reason(failure))
        }
    }

    /// Where the file lies, and what a status shows of it.
    package func file() throws -> (path: String, bytes: Int, schemaVersion: Int) {
        try pool.read { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            let size = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0
            return (path, pages * size, try Schema.version(of: db))
        }
    }

    /// Closes every connection; the `-wal` and `-shm` files stay, so that readers without write permission go on.
    package func close() throws {
        try pool.close()
    }

    /// Looks at an existing file without touching it.
    ///
    /// - Returns: the version of its schema; 0 when there is nothing yet.
    private static func inspect(_ path: String) throws -> Int {
        var configuration = Configuration()
        configuration.readonly = true
        let queue: DatabaseQueue
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN && access(path, F_OK) != 0 {
            return 0
        }
        defer { try? queue.close() }
        let (application, version, objects) = try queue.read { db in
            (
                try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
                try Schema.version(of: db),
                try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_master") ?? 0
            )
        }
        if objects == 0, application == 0, version == 0 { return 0 }
        guard application == Schema.applicationID else {
            throw StoreError.foreign(path: path, reason: "it belongs to another program")
        }
        guard version <= Schema.version else { throw StoreError.newer(path: path, version: version) }
        return version
    }

    /// How long another program may hold a lock, in seconds.
    static let patience = 10.0

    private static var configuration: Configuration {
        var configuration = plain
        configuration.busyMode = .timeout(patience)
        configuration.maximumReaderCount = 8
        configuration.prepareDatabase { db in
            // Whichever connection closes last must leave -wal and -shm behind: a reader without write permission
            // could not create them.
            var persists: CInt = 1
            sqlite3_file_control(db.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &persists)
            if !db.configuration.readonly {
                try db.execute(sql: "PRAGMA journal_size_limit = \(largestLog)")
            }
        }
        return configuration
    }

    /// What every connection that is asked our queries has.
    static var plain: Configuration {
        var configuration = Configuration()
        configuration.prepareDatabase { $0.add(function: .folded) }
        return configuration
    }

    static func reason(_ error: any Error) -> String {
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

/// How often this process has written the record: what was worked out at one count is good while it lasts.
final class WriteCount: Sendable {
    fileprivate let count = Atomic(0)
}

extension Store {
    /// Grows with every write of this process, whether it changed anything or not.
    package var writes: Int { writeCount.count.load(ordering: .acquiring) }

    /// Every change of the record by the daemon goes through here.
    func write<Result: Sendable>(_ updates: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
        defer { writeCount.count.add(1, ordering: .acquiringAndReleasing) }
        return try await pool.write(updates)
    }
}
