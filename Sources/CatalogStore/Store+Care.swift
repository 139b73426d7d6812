import GRDB
import GRDBSQLite
import Glibc

extension Store {
    /// Reads the whole file and looks for damage, beside whatever else goes on.
    ///
    /// - Returns: what SQLite found first; `nil` when the file is sound.
    package func damage() async throws -> String? {
        do {
            let findings = try await pool.read { try String.fetchAll($0, sql: "PRAGMA quick_check(1)") }
            return findings == ["ok"] ? nil : findings.first ?? "no answer"
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            return Self.reason(error)
        }
    }

    /// What became of the write-ahead log.
    package struct WriteAheadLog: Hashable, Sendable {
        /// Of the file beside the database.
        package let bytes: Int
        /// Whether a reader still needs what would be moved into the database.
        package let isHeld: Bool
    }

    /// Moves what was written into the database, as far as readers allow, and cuts the log when it has grown beyond
    /// 64 MiB. Waits for nobody.
    package func checkpoint() async throws -> WriteAheadLog {
        try await pool.writeWithoutTransaction { [path] db in
            let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(PASSIVE)")
            let isHeld = row.map { $0[1] as Int > $0[2] as Int } ?? false
            if !isHeld, Self.logBytes(path) > Self.largestLog {
                sqlite3_busy_timeout(db.sqliteConnection, 0)
                defer { sqlite3_busy_timeout(db.sqliteConnection, CInt(Self.patience * 1000)) }
                _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
            return WriteAheadLog(bytes: Self.logBytes(path), isHeld: isHeld)
        }
    }

    /// Beyond this size the log is cut; SQLite keeps it at that size otherwise.
    static let largestLog = 64 << 20

    private static func logBytes(_ path: String) -> Int {
        var status = stat()
        return stat("\(path)-wal", &status) == 0 ? Int(status.st_size) : 0
    }
}
