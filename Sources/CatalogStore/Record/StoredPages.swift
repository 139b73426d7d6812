import Catalog
import Foundation
import GRDB

/// The pages of one account's last complete listing, stored or held back.
struct StoredPages {
    private let db: Database
    private let account: Int64
    private let rows: [String: PageRow]

    private struct PageRow: Equatable {
        let etag: String?
        let lastModified: String?
        let bytes: Data?
        let nextLink: String?
        let content: Int64
    }

    init(db: Database, account: Int64) throws {
        (self.db, self.account) = (db, account)
        let sql = "SELECT url, etag, last_modified, bytes, next_link, content FROM page WHERE account = ?"
        rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [account]).reduce(into: [:]) { rows, row in
            rows[row[0]] = PageRow(
                etag: row[1], lastModified: row[2], bytes: row[3], nextLink: row[4], content: row[5])
        }
    }

    /// Whether a listing is made of these pages and no others.
    func areAll(of listing: Listing) -> Bool {
        listing.isRepeated && listing.pages.count == rows.count && listing.pages.allSatisfy { stored($0) != nil }
    }

    /// What a listing says, of which some pages are as they are stored.
    func catalog(of listing: Listing) throws -> ImageCatalog {
        ImageCatalog(try listing.pages.flatMap { try $0.images ?? images(of: row($0)) })
    }

    func replace(with pages: [ListingPage]) throws {
        var contents: Set<Int64> = []
        for page in pages {
            let content = try page.images.map { try store($0, page.digests) } ?? row(page).content
            contents.insert(content)
            let row = PageRow(
                etag: page.validators.etag, lastModified: page.validators.lastModified,
                bytes: page.bytes.map { Data($0.bytes) }, nextLink: page.nextLink, content: content)
            guard row != rows[page.url] else { continue }
            try db.run(
                """
                INSERT OR REPLACE INTO page (account, url, etag, last_modified, bytes, next_link, content)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, [account, page.url, row.etag, row.lastModified, row.bytes, row.nextLink, content])
        }
        for url in Set(rows.keys).subtracting(pages.map(\.url)) {
            try db.run("DELETE FROM page WHERE account = ? AND url = ?", [account, url])
        }
        for content in Set(rows.values.map(\.content)).subtracting(contents) { try Self.drop(content, db) }
    }

    static func clear(of account: Int64, _ db: Database) throws {
        let contents = try Int64.fetchSet(
            db.cachedStatement(sql: "SELECT content FROM page WHERE account = ?"), arguments: [account])
        try db.run("DELETE FROM page WHERE account = ?", [account])
        for content in contents { try drop(content, db) }
    }

    /// Deletes what no page has any more.
    private static func drop(_ content: Int64, _ db: Database) throws {
        try db.run(
            "DELETE FROM page_content WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM page WHERE content = ?1)", [content])
    }

    /// - Returns: `nil` when the page is not stored any more as it was when the sync began.
    private func stored(_ page: ListingPage) -> PageRow? {
        guard let row = rows[page.url], row.bytes == page.bytes.map({ Data($0.bytes) }), row.nextLink == page.nextLink
        else { return nil }
        return row
    }

    private func row(_ page: ListingPage) throws -> PageRow {
        guard let row = stored(page) else { throw MissingPage(url: page.url) }
        return row
    }

    private func images(of row: PageRow) throws -> [Image] {
        try CatalogRows(db: db).images(
            """
            SELECT \(CatalogRows.imageColumns)
            FROM page_content, json_each(page_content.images) AS listed
            JOIN image ON image.id = listed.value
            WHERE page_content.id = ? ORDER BY listed.key
            """, [row.content])
    }

    /// What a page says is kept, not its words: they would add rows for nothing but another order.
    private func store(_ images: [Image], _ digests: [Digest]) throws -> Int64 {
        let name = Data(Digest(of: digests).bytes)
        if let id = try db.value("SELECT id FROM page_content WHERE digest = ?", [name]) as Int64? {
            return id
        }
        let rows = CatalogRows(db: db)
        let ids = try images.map { String(try rows.storeInAnyWording($0)) }.joined(separator: ",")
        try db.run("INSERT INTO page_content (digest, images) VALUES (?, ?)", [name, "[\(ids)]"])
        return db.lastInsertedRowID
    }
}

/// A page that a listing leaves to the record, which does not have it: what was fetched is not complete.
struct MissingPage: Error, CustomStringConvertible {
    let url: String

    var description: String { "cannot put the listing together: its page \(url) is no longer stored" }
}
