package import Catalog
import Foundation
import GRDB

extension Store {
    /// The pages of an account's last complete listing, by URL: what tells whether they are still the same, without their
    /// images.
    package func pages(of account: String) async throws -> [String: ListingPage] {
        try await pool.read { db in
            try Row.fetchCursor(
                db.cachedStatement(
                    sql: """
                        SELECT page.url, page.etag, page.last_modified, page.bytes, page.next_link,
                            json_array_length(page_content.images)
                        FROM page JOIN page_content ON page_content.id = page.content
                        WHERE page.account = (SELECT id FROM account WHERE name = ?)
                        """), arguments: [account]
            ).reduce(into: [:]) { pages, row in
                pages[row[0]] = ListingPage(
                    recorded: row[0], validators: Validators(etag: row[1], lastModified: row[2]),
                    bytes: (row[3] as Data?).map { Digest(bytes: Array($0)) }, count: row[5], nextLink: row[4])
            }
        }
    }
}
