import Foundation
import GRDB
import GRDBSQLite
import Glibc

extension Store {
    /// Writes a consistent copy of the whole database as one file that can be read anywhere, also on read-only media.
    /// It appears under its name only when it is complete and on the disk.
    ///
    /// - Throws: `ExportError`; an existing file of that name stays as it was.
    package func export(to path: String) throws {
        let temporary = "\(path).\(getpid()).new"
        defer { unlink(temporary) }
        do {
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "VACUUM INTO ?", arguments: [temporary])
            }
        } catch let error as DatabaseError {
            throw ExportError(path: path, reason: error.message ?? "SQLite error \(error.resultCode.rawValue)")
        }
        let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ExportError(path: path, reason: String(cString: strerror(errno))) }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            throw ExportError(path: path, reason: String(cString: strerror(errno)))
        }
    }
}

/// Why a copy could not be made.
package struct ExportError: Error, CustomStringConvertible {
    let path: String
    let reason: String

    package var description: String {
        "cannot export to \(path): \(reason); check the folder, its owner and the free space"
    }
}
