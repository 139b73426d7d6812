package import Catalog
import GRDB

extension StoreReader {
    /// What each account lists and once listed; a catalog that several share is read once.
    package func offers(of accounts: [String]) throws -> [(name: String, offer: ImageOffer)] {
        let catalogs: [(String, Int64?)] = try rows(
            """
            SELECT account.name, listing.catalog FROM account LEFT JOIN listing ON listing.id = account.latest
            WHERE account.name IN (\(Self.marks(accounts.count)))
            """, StatementArguments(accounts)
        ) { ($0[0], $0[1]) }
        let gone: [(String, ImageOffer.Past)] = try rows(
            """
            SELECT account, publisher_key, offer_key, sku_key, version_key, gallery_key, node_agent_sku_id, last_seen
            FROM (\(Schema.removedImages(asOf: false))) WHERE account IN (\(Self.marks(accounts.count)))
            """, StatementArguments(accounts)
        ) { row in
            let name = ImageName(publisher: row[1], offer: row[2], sku: row[3], version: row[4], gallery: row[5])
            return (row[0], ImageOffer.Past(ImageIdentity(name: name, nodeAgentSKUId: row[6]), until: row[7]))
        }
        let past = Dictionary(grouping: gone, by: \.0).mapValues { $0.map(\.1) }
        var images: [Int64: [Image]] = [:]
        for catalog in Set(catalogs.compactMap(\.1)) { images[catalog] = try CatalogRows(db: db).load(catalog).images }
        let named = Dictionary(catalogs) { first, _ in first }
        return accounts.map { name in
            let listed = named[name].flatMap(\.self).flatMap { images[$0] }
            return (name, ImageOffer(listed: listed, past: past[name] ?? []))
        }
    }

    /// The node agents of every image that the accounts ever listed.
    package func agentsEver(of accounts: [String]) throws -> [String] {
        try rows(
            """
            SELECT DISTINCT identity.agent_key FROM (\(Self.identitiesEver(accounts.count))) AS listed
            JOIN identity ON identity.id = listed.identity
            """, StatementArguments(accounts) + StatementArguments(accounts)
        ) { $0[0] }
    }
}
