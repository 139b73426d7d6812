package import Catalog
import Foundation
import GRDB

extension Store {
    /// The pages of an account's last complete listing that can be asked for conditionally, by URL.
    package func pages(of account: String) async throws -> [String: ListingPage] {
        try await pool.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT url, etag, last_modified, next_link, content FROM page
                    WHERE account = (SELECT id FROM account WHERE name = ?)
                    """, arguments: [account])
            return try rows.reduce(into: [:]) { pages, row in
                let images = try CatalogRows(db: db).images(
                    """
                    SELECT \(CatalogRows.imageColumns)
                    FROM page_content, json_each(page_content.images) AS listed
                    JOIN image ON image.id = listed.value
                    WHERE page_content.id = ? ORDER BY listed.key
                    """, [row[4] as Int64])
                pages[row[0]] = ListingPage(
                    url: row[0], validators: Validators(etag: row[1], lastModified: row[2]), images: images,
                    nextLink: row[3])
            }
        }
    }
}

/// The stored pages of one account.
struct PageRows {
    let db: Database
    let account: Int64

    /// Replaces them by those of a new complete listing. A page without validators can never be "not modified", so
    /// nothing of it is kept.
    func replace(with pages: [ListingPage]) throws {
        try clear()
        for page in pages where !page.validators.isEmpty {
            try db.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO page (account, url, etag, last_modified, next_link, content)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                account, page.url, page.validators.etag, page.validators.lastModified, page.nextLink,
                try store(page.images),
            ])
        }
        try db.cachedStatement(
            sql: """
                DELETE FROM page_content WHERE NOT EXISTS (
                    SELECT 1 FROM page WHERE page.content = page_content.id)
                """
        ).execute()
    }

    func clear() throws {
        try db.cachedStatement(sql: "DELETE FROM page WHERE account = ?").execute(arguments: [account])
    }

    /// What a page says is kept, not its words: they would add rows for nothing but another order.
    private func store(_ images: [Image]) throws -> Int64 {
        let rows = CatalogRows(db: db)
        let ids = "[\(try images.map { String(try rows.storeInAnyWording($0)) }.joined(separator: ","))]"
        let digest = Data(Digest(of: [ids]).bytes)
        if let id = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM page_content WHERE digest = ?"), arguments: [digest])
        {
            return id
        }
        try db.cachedStatement(sql: "INSERT INTO page_content (digest, images) VALUES (?, ?)")
            .execute(arguments: [digest, ids])
        return db.lastInsertedRowID
    }
}
