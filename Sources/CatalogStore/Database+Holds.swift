import GRDB

extension Database {
    /// Whether a condition in SQL holds.
    func holds(_ condition: String, _ arguments: StatementArguments) throws -> Bool {
        try Bool.fetchOne(cachedStatement(sql: "SELECT \(condition)"), arguments: arguments) ?? false
    }
}
