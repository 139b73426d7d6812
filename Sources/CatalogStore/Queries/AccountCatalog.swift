package import Catalog
import Foundation
import GRDB

/// An account's catalog at one moment.
package struct AccountCatalog: Sendable {
    /// The images in the order and words of the listing that first carried this catalog.
    package let catalog: ImageCatalog
    /// When the account's first listing that carried it was stored.
    package let firstStored: UTCTime
    /// When its present run began: the account may have had another catalog in between.
    package let servedSince: UTCTime
    /// The last time that it was seen, not after the moment in question.
    package let asOf: UTCTime
}

extension StoreReader {
    /// - Parameter time: the moment; `nil` for now.
    /// - Returns: `nil` when the account had no complete listing then.
    package func catalog(of account: String, at time: UTCTime? = nil) throws -> AccountCatalog? {
        let row = try db.row(
            """
            SELECT latest.catalog, MIN(latest.last_seen, ?), (
                SELECT MIN(first.first_seen) FROM listing AS first
                WHERE first.account = account.id AND first.catalog = latest.catalog), latest.first_seen
            FROM account
            JOIN listing AS latest ON latest.id = (\(Self.listingAsOf))
            WHERE account.name = ?
            """, [time?.seconds ?? Int.max, time?.seconds ?? Int.max, account])
        guard let row else { return nil }
        return AccountCatalog(
            catalog: ImageCatalog(try CatalogRows(db: db).images(of: row[0])), firstStored: row[2], servedSince: row[3],
            asOf: row[1])
    }

    /// A catalog that an account has or had.
    ///
    /// - Returns: `nil` when the account never listed it.
    package func catalog(of account: String, digest: Digest) throws -> AccountCatalog? {
        let row = try db.row(
            """
            SELECT listing.catalog, MIN(listing.first_seen), MAX(listing.first_seen), MAX(listing.last_seen)
            FROM listing
            WHERE listing.account = (SELECT id FROM account WHERE name = ?)
                AND listing.catalog = (SELECT id FROM catalog WHERE digest = ?)
            GROUP BY listing.catalog
            """, [account, Data(digest.bytes)])
        guard let row else { return nil }
        return AccountCatalog(
            catalog: ImageCatalog(try CatalogRows(db: db).images(of: row[0])), firstStored: row[1], servedSince: row[2],
            asOf: row[3])
    }

    /// When each account's listing of a moment was last seen, at most that moment; absent when it had none.
    package func lastSeen(at time: UTCTime) throws -> [String: UTCTime] {
        let pairs: [(String, UTCTime)] = try rows(
            """
            SELECT account.name, MIN(latest.last_seen, ?)
            FROM account
            JOIN listing AS latest ON latest.id = (\(Self.listingAsOf))
            """, [time.seconds, time.seconds]
        ) { ($0[0], $0[1]) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The listing that an account had at a moment, which is the one argument: of equal times, the later row.
    static let listingAsOf = """
        SELECT id FROM listing WHERE account = account.id AND first_seen <= ?
            ORDER BY first_seen DESC, id DESC LIMIT 1
        """
}
