import Catalog
import GRDB

/// The record at one moment: everything read from it agrees.
package struct StoreReader {
    let db: Database

    /// Every account that is configured, by name.
    package func configuredAccounts() throws -> [KnownAccount] {
        let sql = "\(KnownAccount.sql) WHERE account.configured ORDER BY account.name"
        return try Row.fetchCursor(db.cachedStatement(sql: sql)).map(KnownAccount.init).collected()
    }

    /// - Returns: up to the limit, and whether there are more.
    package func images(_ selection: ImageSelection) throws -> (images: [KnownImage], hasMore: Bool) {
        let (sql, arguments) = selection.sql
        return Self.page(
            try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments).map(KnownImage.init).collected(),
            limit: selection.limit)
    }

    /// - Returns: up to the limit in the order of `seq`, and whether there are more.
    package func changes(_ selection: ChangeSelection) throws -> (changes: [RecordedChange], hasMore: Bool) {
        let (sql, arguments) = selection.sql
        return Self.page(
            try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments).map(RecordedChange.init)
                .collected(), limit: selection.limit)
    }

    private static func page<Element>(_ rows: [Element], limit: Int) -> ([Element], Bool) {
        (Array(rows.prefix(limit)), rows.count > limit)
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

extension Cursor {
    fileprivate func collected() throws -> [Element] {
        var elements: [Element] = []
        while let element = try next() { elements.append(element) }
        return elements
    }
}
