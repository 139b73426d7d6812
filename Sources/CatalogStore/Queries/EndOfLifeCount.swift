package import Catalog
import GRDB

/// How many images of an account's current catalog end at one moment.
package struct EndOfLifeCount: Sendable {
    package let account: String
    /// `nil`: no date is set.
    package let endOfLife: UTCTime?
    package let images: Int

    init(_ row: Row) {
        account = row[0]
        endOfLife = row[1]
        images = row[2]
    }
}

extension StoreReader {
    /// The current images of the configured accounts, counted by their date. Accounts share catalogs: each is counted
    /// once.
    package func endOfLifeCounts() throws -> [EndOfLifeCount] {
        try rows(
            """
            WITH count AS MATERIALIZED (
                SELECT member.catalog, image.end_of_life, COUNT(*) AS images
                FROM member
                JOIN image ON image.id = member.image
                WHERE member.catalog IN (
                    SELECT listing.catalog FROM account JOIN listing ON listing.id = account.latest
                    WHERE account.configured)
                GROUP BY member.catalog, image.end_of_life)
            SELECT account.name, count.end_of_life, count.images
            FROM account
            JOIN listing ON listing.id = account.latest
            JOIN count ON count.catalog = listing.catalog
            WHERE account.configured
            ORDER BY account.name, count.end_of_life
            """, [], EndOfLifeCount.init)
    }
}
