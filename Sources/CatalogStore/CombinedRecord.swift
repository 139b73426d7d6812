import GRDB
import GRDBSQLite

/// The records of several files as one, in memory.
///
/// What files have in common, such as images, stands in it once, as it does for the accounts of one record; what is a
/// file's own keeps its rows, whose numbers are moved past those of other files. Pages and what alerts know, which serve
/// the daemon that wrote them alone, are left out.
struct CombinedRecord {
    private let record: DatabaseQueue

    /// Tables whose rows files share, each after those that it refers to, with what tells rows apart in every file.
    private static let shared: KeyValuePairs = [
        "scope": "endpoint, filter", "identity": "publisher, offer, sku, version, gallery, node_agent_sku_id",
        "image": "wording", "catalog": "digest", "member": "catalog, position", "used_image": "wording",
    ]
    /// Tables whose rows are a file's own.
    private static let own = ["account", "listing", "held", "change", "sync", "pool", "pool_use"]

    /// How many numbers each file has.
    private static let bits = 40

    init() throws {
        var configuration = Store.plain
        // An account and its listings refer to each other: whether all is there is asked at the end.
        configuration.foreignKeysEnabled = false
        record = try DatabaseQueue(configuration: configuration)
        try Schema.upgrade(record)
    }

    /// - Parameters:
    ///   - number: from 1; of no other file.
    ///   - label: stands before the names of its accounts that other files have too.
    ///   - names: those names.
    func add(_ file: any DatabaseWriter, number: Int, label: String, before names: Set<String>) throws {
        try record.writeWithoutTransaction { db in
            try db.execute(sql: "ATTACH ':memory:' AS source")
            try file.writeWithoutTransaction { try Self.copy($0, into: db) }
            try db.inTransaction {
                for table in Self.shared.map(\.key) + Self.own {
                    try Self.add(table, moved: number << Self.bits, db)
                }
                for name in names {
                    try db.execute(
                        sql: "UPDATE account SET name = ? WHERE name = ?", arguments: ["\(label):\(name)", name])
                }
                return .commit
            }
            try db.execute(sql: "DETACH source")
        }
    }

    /// - Returns: the record, when it is whole.
    func finished() throws -> DatabaseQueue {
        try record.write { db in
            try Self.number(db, "change", by: "seq", in: "at")
            try Self.number(db, "sync", by: "id", in: "finished")
            try db.checkForeignKeys()
        }
        return record
    }

    private static func copy(_ file: Database, into db: Database) throws {
        guard let backup = sqlite3_backup_init(db.sqliteConnection, "source", file.sqliteConnection, "main") else {
            throw DatabaseError(resultCode: .SQLITE_NOMEM)
        }
        let step = sqlite3_backup_step(backup, -1)
        let end = sqlite3_backup_finish(backup)
        // A step that has copied all ends by SQLITE_DONE.
        let code = end == SQLITE_OK && step != SQLITE_DONE ? step : end
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    private static func add(_ table: String, moved offset: Int, _ db: Database) throws {
        let keys = Dictionary(shared.map { ($0.key, $0.value) }) { first, _ in first }
        let isShared = keys[table] != nil
        let number = table == "change" ? "seq" : "id"
        let references = Dictionary(
            try db.foreignKeys(on: table).flatMap { key in key.mapping.map { ($0.origin, key.destinationTable) } }
        ) { first, _ in first }
        let columns = try db.columns(in: table).map(\.name).filter { !isShared || $0 != number }
        let values = columns.map { column in
            guard let target = references[column] else {
                return column == number ? "own.\(column) + \(offset)" : "own.\(column)"
            }
            guard let key = keys[target] else { return "own.\(column) + \(offset)" }
            return """
                (SELECT ours.id FROM source.\(target) AS theirs JOIN main.\(target) AS ours USING (\(key))
                WHERE theirs.id = own.\(column))
                """
        }
        try db.execute(
            sql: """
                INSERT \(isShared ? "OR IGNORE" : "") INTO main.\(table) (\(columns.joined(separator: ", ")))
                SELECT \(values.joined(separator: ", ")) FROM source.\(table) AS own
                """)
    }

    /// Numbers rows anew by their time, then by their file. Those of one file stay in their order, also where its clock
    /// was set back.
    private static func number(_ db: Database, _ table: String, by number: String, in time: String) throws {
        try db.execute(
            sql: """
                UPDATE \(table) SET \(number) = anew.number
                FROM (
                    SELECT was, ROW_NUMBER() OVER (ORDER BY time, was) AS number
                    FROM (
                        SELECT \(number) AS was,
                            MAX(\(time)) OVER (PARTITION BY \(number) >> \(bits) ORDER BY \(number)) AS time
                        FROM \(table))
                ) AS anew
                WHERE \(table).\(number) = anew.was
                """)
    }
}
