import Catalog
import Foundation
import GRDB
import GRDBSQLite

/// A query that a reader wrote: one statement that reads, on the views.
package struct ReaderStatement: Sendable {
    private let sql: String

    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }

    /// - Throws: `Refusal` unless the text begins as a statement that reads.
    package init(_ sql: String) throws(Refusal) {
        var rest = sql.drop { $0.isWhitespace || $0 == ";" }
        while let end = Self.commentEnd(rest) { rest = rest[end...].drop { $0.isWhitespace } }
        let word = rest.prefix { $0.isLetter }.uppercased()
        guard ["SELECT", "WITH", "VALUES", "EXPLAIN"].contains(word) else {
            throw Refusal(
                description: "cannot run this: only one SELECT, WITH, VALUES or EXPLAIN is run, and nothing is changed")
        }
        self.sql = sql
    }

    private static func commentEnd(_ text: Substring) -> Substring.Index? {
        if text.hasPrefix("--") { return text.firstIndex(of: "\n") ?? text.endIndex }
        guard text.hasPrefix("/*") else { return nil }
        return text.range(of: "*/")?.upperBound ?? text.endIndex
    }

    /// The answer as JSON: `{"columns":[...],"rows":[[...]]}`; bytes as hexadecimal digits.
    ///
    /// - Throws: `Refusal` with SQLite's words.
    package func run(_ store: Store) throws -> [UInt8] {
        do {
            return try store.pool.read { db in
                // Nothing outside of this file is within reach (ATTACH creates files even when reading).
                sqlite3_limit(db.sqliteConnection, SQLITE_LIMIT_ATTACHED, 0)
                try db.execute(sql: "PRAGMA trusted_schema = OFF")
                let statement = try db.makeStatement(sql: sql)
                guard statement.isReadonly else { throw Refusal(description: "cannot run this: it would write") }
                let cursor = try Row.fetchCursor(statement)
                var writer = JSONWriter(capacity: 64 << 10)
                try writer.object { writer in
                    writer.key("columns")
                    writer.array(of: statement.columnNames)
                    writer.key("rows")
                    try writer.array { writer in
                        while let row = try cursor.next() {
                            writer.array { writer in
                                for value in row.databaseValues { writer.value(value) }
                            }
                        }
                    }
                }
                writer.endLine()
                return writer.bytes
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_MISUSE {
            throw Refusal(description: "cannot run this: only one statement is run; ask for each by itself")
        } catch let error as DatabaseError {
            throw Refusal(description: "cannot run this: \(error.message ?? "SQLite error")")
        }
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ value: DatabaseValue) {
        switch value.storage {
        case .null: raw("null".utf8)
        case .int64(let number): integer(Int(number))
        case .double(let number): raw((number.isFinite ? "\(number)" : "null").utf8)
        case .string(let text): string(text)
        case .blob(let data): string(data.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        }
    }
}
