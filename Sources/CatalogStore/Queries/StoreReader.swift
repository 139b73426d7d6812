import Catalog
import GRDB

/// The record at one moment: everything read from it agrees.
package struct StoreReader {
    let db: Database
    private let imageWords = ImageWords()

    /// Every account that is configured, by name.
    package func configuredAccounts() throws -> [KnownAccount] {
        try rows("\(KnownAccount.sql) WHERE account.configured ORDER BY account.name", [], KnownAccount.init)
    }

    /// Everything that a query finds is sorted before its first image is known: where the accounts come one after the
    /// other, it is asked of as many as will list so many, by those before.
    ///
    /// - Returns: up to the limit, and whether there are more.
    package func images(_ selection: ImageSelection) throws -> (images: [KnownImage], hasMore: Bool) {
        var images: [KnownImage] = []
        var left = selection.accountsInOrder
        let all = left.count
        var next = selection.isByAccount ? selection.limit / 128 + 1 : all
        while !left.isEmpty, images.count <= selection.limit {
            var part = selection
            part.accounts = Array(left.prefix(next))
            part.limit = selection.limit - images.count
            left = left.dropFirst(next)
            let (sql, arguments) = part.sql
            let cursor = try Row.fetchCursor(db, sql: sql, arguments: arguments)
            while let row = try cursor.next() { images.append(try KnownImage(row) { try imageWords.of($0, db) }) }
            let wanted = selection.limit + 1 - images.count
            next = min(2 * next, wanted * (all - left.count) / max(1, images.count) + 1)
        }
        return page(images, limit: selection.limit)
    }

    /// - Returns: up to the limit in the order of `seq`, and whether there are more.
    package func changes(_ selection: ChangeSelection) throws -> (changes: [RecordedChange], hasMore: Bool) {
        let (sql, arguments) = selection.sql
        return page(try rows(sql, arguments, RecordedChange.init), limit: selection.limit)
    }

    /// The changes one by one, the latest first.
    ///
    /// - Parameter goesOn: whether another one is wanted.
    package func latestChanges(_ selection: ChangeSelection, goesOn: (RecordedChange) throws -> Bool) throws {
        var selection = selection
        selection.isReversed = true
        let (sql, arguments) = selection.sql
        let cursor = try Row.fetchCursor(db, sql: sql, arguments: arguments)
        while let row = try cursor.next(), try goesOn(RecordedChange(row)) {}
    }

    /// The `seq` of the latest change of all accounts; 0 before the first.
    package func latestChange() throws -> Int {
        try db.value("SELECT MAX(seq) FROM change") as Int? ?? 0
    }

    /// Compiles the query anew: its text depends on what clients ask, and a cache of statements has no bound.
    func rows<Value>(_ sql: String, _ arguments: StatementArguments, _ value: (Row) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        let cursor = try Row.fetchCursor(db, sql: sql, arguments: arguments)
        while let row = try cursor.next() { values.append(try value(row)) }
        return values
    }

    /// Queries ask for one row more than the limit, to know whether there are more.
    func page<Element>(_ rows: [Element], limit: Int) -> ([Element], Bool) {
        (Array(rows.prefix(limit)), rows.count > limit)
    }

    /// As many question marks, with commas between them.
    static func marks(_ count: Int) -> String {
        Array(repeating: "?", count: count).joined(separator: ", ")
    }
}

extension Store {
    /// Runs queries in one read transaction; never waits for a writer.
    package func read<Answer: Sendable>(
        _ body: @escaping @Sendable (StoreReader) throws -> Answer
    ) async throws -> Answer {
        try await pool.read { try body(StoreReader(db: $0)) }
    }
}

/// What one transaction has read of images: accounts share most of them, so that each is read once.
private final class ImageWords {
    private var known: [Int64: KnownImage.Words] = [:]

    /// - Parameter id: the row of an image.
    func of(_ id: Int64, _ db: Database) throws -> KnownImage.Words {
        if let words = known[id] { return words }
        guard let row = try db.row("SELECT \(KnownImage.Words.columns) FROM image WHERE id = ?", [id]) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an image of a listing is missing")
        }
        let words = KnownImage.Words(row)
        known[id] = words
        return words
    }
}
