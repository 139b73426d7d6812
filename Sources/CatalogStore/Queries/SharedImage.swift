package import Catalog
import GRDB

/// An image as accounts list it in the same words, or listed it last.
package struct SharedImage: Sendable {
    package let image: Image
    package let isListed: Bool
    /// Rows of accounts, each once.
    package let accounts: [Int64]
    /// The earliest of the accounts.
    package let listedSince: UTCTime
    /// The latest of the accounts.
    package let lastSeen: UTCTime
    /// Live pools of the accounts that use it.
    package let pools: Int
}

extension StoreReader {
    /// What accounts list, and what went after a moment, as it was listed last.
    ///
    /// - Parameter onlyUsed: whether only what a live pool of the account uses.
    package func sharedImages(of accounts: [String], goneSince: UTCTime, onlyUsed: Bool) throws -> [SharedImage] {
        struct Words: Hashable {
            let image: Int64
            let isListed: Bool
        }
        struct Standing {
            var accounts: [Int64] = []
            var since = UTCTime(seconds: .max)
            var seen = UTCTime(seconds: .min)

            mutating func add(_ account: Int64, since: UTCTime, seen: UTCTime) {
                accounts.append(account)
                self.since = min(self.since, since)
                self.seen = max(self.seen, seen)
            }
        }
        let used = onlyUsed ? "AND (account_id, identity) IN (\(Schema.usedIdentities))" : ""
        let mine = "configured AND account IN (\(Self.marks(accounts.count))) \(used)"
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, account_id, listed_since, last_seen, TRUE FROM (\(Schema.listedImages(asOf: false))) WHERE \(mine)
                UNION ALL
                SELECT id, account_id, listed_since, last_seen, FALSE FROM (\(Schema.removedImages(asOf: false)))
                WHERE \(mine) AND last_seen >= ?
                """, arguments: StatementArguments(accounts) + StatementArguments(accounts) + [goneSince])
        var standings: [Words: Standing] = [:]
        while let row = try cursor.next() {
            let words = Words(image: row[0], isListed: row[4])
            standings[words, default: Standing()].add(row[1], since: row[2], seen: row[3])
        }
        let images = try images(Set(standings.keys.map(\.image)))
        let pools = try poolsByIdentity(of: accounts)
        return standings.compactMap { words, standing in
            images[words.image].map { image in
                SharedImage(
                    image: image.image, isListed: words.isListed, accounts: standing.accounts,
                    listedSince: standing.since, lastSeen: standing.seen, pools: pools[image.identity] ?? 0)
            }
        }
    }

    /// Images by their rows, each with the row of its identity.
    private func images(_ ids: Set<Int64>) throws -> [Int64: (image: Image, identity: Int64)] {
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(CatalogRows.imageColumns), image.id, image.identity FROM image
                WHERE image.id IN (SELECT value FROM json_each(?))
                """, arguments: ["[\(ids.map(String.init).joined(separator: ","))]"])
        var images: [Int64: (image: Image, identity: Int64)] = [:]
        while let row = try cursor.next() { images[row["id"]] = (try CatalogRows.image(row), row["identity"]) }
        return images
    }

    private func poolsByIdentity(of accounts: [String]) throws -> [Int64: Int] {
        let counts: [(Int64, Int)] = try rows(
            """
            SELECT used.id, COUNT(*) FROM (\(Schema.usedIdentities)) AS used
            JOIN account ON account.id = used.account AND account.name IN (\(Self.marks(accounts.count)))
            GROUP BY used.id
            """, StatementArguments(accounts)
        ) { ($0[0], $0[1]) }
        return Dictionary(counts) { first, _ in first }
    }
}
