import Catalog
import GRDB

/// Statements whose text is always the same: each is compiled once.
extension Database {
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }

    /// The first value of the first row; `nil` also for NULL.
    func value<Value: DatabaseValueConvertible>(_ sql: String, _ arguments: StatementArguments = []) throws -> Value? {
        try Value.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    /// Whether a condition in SQL holds.
    func holds(_ condition: String, _ arguments: StatementArguments) throws -> Bool {
        try value("SELECT \(condition)", arguments) ?? false
    }
}

extension DatabaseFunction {
    /// `folded(TEXT)`: without its case, as `FoldedText` does it; SQLite's own `lower` knows ASCII only. For our queries
    /// alone: the views must do without it, since others read them.
    static let folded = DatabaseFunction("folded", argumentCount: 1, pure: true) { values in
        String.fromDatabaseValue(values[0])?.folded
    }
}
