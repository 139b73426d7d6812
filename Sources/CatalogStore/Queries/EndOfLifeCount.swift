package import Catalog
import GRDB

/// How many images of a catalog end at one moment.
package struct EndOfLifeCount: Sendable {
    /// `nil`: no date is set.
    package let endOfLife: UTCTime?
    package let images: Int
}

/// The current images of the configured accounts, counted by their date. Accounts share catalogs: each is counted once.
package struct EndOfLifeCounts: Sendable {
    /// By the catalog, the soonest date first.
    package fileprivate(set) var catalogs: [Int64: [EndOfLifeCount]] = [:]
    /// The accounts that have a listing, by name, and the catalog that each lists.
    package fileprivate(set) var accounts: [(name: String, catalog: Int64)] = []
}

extension StoreReader {
    package func endOfLifeCounts() throws -> EndOfLifeCounts {
        var counts = EndOfLifeCounts()
        counts.accounts = try rows(
            """
            SELECT account.name, listing.catalog FROM account JOIN listing ON listing.id = account.latest
            WHERE account.configured ORDER BY account.name
            """, []
        ) { ($0[0], $0[1]) }
        let rows: [(catalog: Int64, count: EndOfLifeCount)] = try rows(
            """
            SELECT member.catalog, image.end_of_life, COUNT(*)
            FROM member
            JOIN image ON image.id = member.image
            WHERE member.catalog IN (
                SELECT listing.catalog FROM account JOIN listing ON listing.id = account.latest
                WHERE account.configured)
            GROUP BY member.catalog, image.end_of_life
            ORDER BY member.catalog, image.end_of_life
            """, []
        ) { ($0[0], EndOfLifeCount(endOfLife: $0[1], images: $0[2])) }
        for row in rows { counts.catalogs[row.catalog, default: []].append(row.count) }
        return counts
    }
}
