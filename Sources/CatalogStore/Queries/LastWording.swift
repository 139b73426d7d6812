package import Catalog
import GRDB

/// An image of an account as it is listed, or was listed last.
package struct LastWording: Sendable {
    package let image: Image
    package let account: String
    package let isListed: Bool
    package let lastSeen: UTCTime
}

extension StoreReader {
    /// The images that accounts list, or listed once, under a name.
    ///
    /// - Parameter name: an empty version stands for every version.
    package func lastWordings(of name: ImageName, in accounts: [String]) throws -> [LastWording] {
        let identities = try identities(of: name).map { String($0.id) }.joined(separator: ", ")
        let marks = Self.marks(accounts.count)
        return try rows(
            """
            SELECT \(CatalogRows.imageColumns), account.name, TRUE, listing.last_seen
            FROM image
            JOIN member ON member.image = image.id
            JOIN listing ON listing.catalog = member.catalog
            JOIN account ON account.latest = listing.id
            WHERE image.identity IN (\(identities)) AND account.name IN (\(marks))
            UNION ALL
            SELECT \(CatalogRows.imageColumns), account.name, FALSE, change.last_seen
            FROM account
            JOIN identity ON identity.id IN (\(identities))
            JOIN change ON change.seq = (
                SELECT MAX(last.seq) FROM change AS last
                WHERE last.account = account.id AND last.identity = identity.id)
            JOIN image ON image.id = change.image
            WHERE change.kind = 'removed' AND account.name IN (\(marks))
            """, StatementArguments(accounts) + StatementArguments(accounts)
        ) { row in
            LastWording(image: try CatalogRows.image(row), account: row[13], isListed: row[14], lastSeen: row[15])
        }
    }

    /// What accounts list now, each image once with all that list it.
    package func listedImages(of accounts: [String]) throws -> [ListedImage] {
        let catalogs: [(id: Int64, account: String)] = try rows(
            """
            SELECT listing.catalog, account.name FROM account JOIN listing ON listing.id = account.latest
            WHERE account.name IN (\(Self.marks(accounts.count)))
            """, StatementArguments(accounts)
        ) { ($0[0], $0[1]) }
        let accountsByCatalog = Dictionary(grouping: catalogs, by: \.id).mapValues { $0.map(\.account) }
        let ids = accountsByCatalog.keys.map(String.init).joined(separator: ", ")
        let members: [(image: Int64, catalog: Int64)] = try rows(
            "SELECT image, catalog FROM member WHERE catalog IN (\(ids))", []
        ) { ($0[0], $0[1]) }
        let catalogsByImage = Dictionary(grouping: members, by: \.image).mapValues { $0.map(\.catalog) }
        return try rows(
            """
            SELECT \(CatalogRows.imageColumns), image.id FROM image
            WHERE image.id IN (SELECT image FROM member WHERE catalog IN (\(ids)))
            """, []
        ) { row in
            ListedImage(
                try CatalogRows.image(row),
                accounts: catalogsByImage[row[13], default: []].flatMap { accountsByCatalog[$0, default: []] })
        }
    }
}
