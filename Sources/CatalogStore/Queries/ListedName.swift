package import Catalog
import GRDB

/// An image that an account lists now, in few words.
package struct ListedName: Sendable {
    package let account: String
    package let nodeAgentSKUId: String
    /// As it is shown.
    package let name: String
}

extension StoreReader {
    /// - Parameter name: an empty version stands for any.
    package func images(named name: ImageName, in accounts: [String]) throws -> [ListedName] {
        try rows(
            """
            SELECT account.name, image.node_agent_sku_id, \(Schema.imageName)
            FROM identity
            JOIN image ON image.identity = identity.id
            JOIN member ON member.image = image.id
            JOIN listing ON listing.catalog = member.catalog
            JOIN account ON account.latest = listing.id
            WHERE identity.publisher = ? AND identity.offer = ? AND identity.sku = ? AND identity.gallery = ?
                AND (identity.version = ? OR ? = '') AND account.name IN (\(Self.marks(accounts.count)))
            """,
            [name.publisher, name.offer, name.sku, name.gallery, name.version, name.version]
                + StatementArguments(accounts)
        ) { ListedName(account: $0[0], nodeAgentSKUId: $0[1], name: $0[2]) }
    }

    /// The names of every image that the accounts ever listed: at first, or since by a change.
    package func namesEver(of accounts: [String]) throws -> [ImageName] {
        try rows(
            """
            SELECT DISTINCT identity.publisher, identity.offer, identity.sku, identity.version, identity.gallery
            FROM (\(Self.identitiesEver(accounts.count))) AS listed
            JOIN identity ON identity.id = listed.identity
            """, StatementArguments(accounts) + StatementArguments(accounts)
        ) { ImageName(publisher: $0[0], offer: $0[1], sku: $0[2], version: $0[3], gallery: $0[4]) }
    }

    /// The identities that accounts ever listed; their names are bound to it twice.
    static func identitiesEver(_ accounts: Int) -> String {
        """
        SELECT image.identity FROM account
        JOIN listing ON listing.id IN (account.baseline, account.latest)
        JOIN member ON member.catalog = listing.catalog
        JOIN image ON image.id = member.image
        WHERE account.name IN (\(marks(accounts)))
        UNION
        SELECT change.identity FROM account JOIN change ON change.account = account.id
        WHERE account.name IN (\(marks(accounts)))
        """
    }

    /// The names of every image that the accounts list now.
    package func currentNames(of accounts: [String]) throws -> [ImageName] {
        try rows(
            """
            SELECT DISTINCT identity.publisher, identity.offer, identity.sku, identity.version, identity.gallery
            FROM (
                SELECT DISTINCT listing.catalog FROM account JOIN listing ON listing.id = account.latest
                WHERE account.name IN (\(Self.marks(accounts.count)))) AS current
            JOIN member ON member.catalog = current.catalog
            JOIN image ON image.id = member.image
            JOIN identity ON identity.id = image.identity
            """, StatementArguments(accounts)
        ) { ImageName(publisher: $0[0], offer: $0[1], sku: $0[2], version: $0[3], gallery: $0[4]) }
    }
}
