import Catalog
import GRDB
import Glibc

extension Store {
    /// Writes a consistent copy of the whole database as one file that can be read anywhere, also on read-only media.
    /// It appears under its name only when it is complete and on the disk.
    ///
    /// - Throws: `ExportError`; an existing file of that name stays as it was. A database that is in use is never
    ///   replaced: its log would belong to another file.
    package func export(to destination: String) throws {
        var own = stat()
        var other = stat()
        let isOwn =
            stat(path, &own) == 0 && stat(destination, &other) == 0 && own.st_dev == other.st_dev
            && own.st_ino == other.st_ino
        guard !isOwn else { throw ExportError(path: destination, reason: "a database in use lies there") }
        try Self.copy(pool, to: destination)
    }

    static func copy(_ source: any DatabaseWriter, to path: String) throws {
        do {
            let file = try FileReplacement(of: path)
            try source.writeWithoutTransaction { db in
                try db.execute(sql: "VACUUM INTO ?", arguments: [file.candidate])
            }
            try file.finish(isLasting: true)
        } catch let error as DatabaseError {
            throw ExportError(path: path, reason: error.message ?? "SQLite error \(error.resultCode.rawValue)")
        } catch let error as FileReplacement.Failure {
            throw ExportError(path: path, reason: error.reason)
        }
    }
}

/// Why a copy could not be made.
package struct ExportError: Error, CustomStringConvertible {
    let path: String
    let reason: String

    package var description: String {
        "cannot copy the database to \(path): \(reason); check the name, the folder, its owner and the free space"
    }
}
