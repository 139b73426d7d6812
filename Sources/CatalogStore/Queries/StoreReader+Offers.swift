package import Catalog
import GRDB

extension StoreReader {
    /// What each account lists and once listed; a catalog that several share is read once.
    package func offers(of accounts: [String]) throws -> [AccountOffer] {
        let catalogs: [(String, Int64?)] = try rows(
            """
            SELECT account.name, listing.catalog FROM account LEFT JOIN listing ON listing.id = account.latest
            WHERE account.name IN (\(Self.marks(accounts.count)))
            """, StatementArguments(accounts)
        ) { ($0[0], $0[1]) }
        let columns = CatalogRows.imageColumns.replacing("image.", with: "")
        let removed: [(account: String, image: Image, until: UTCTime?)] = try rows(
            """
            SELECT \(columns), account, last_seen
            FROM (\(Schema.removedImages(asOf: false))) WHERE account IN (\(Self.marks(accounts.count)))
            """, StatementArguments(accounts)
        ) { ($0["account"], try CatalogRows.image($0), $0["last_seen"]) }
        let gone = Dictionary(grouping: removed, by: \.account).mapValues {
            $0.map { (image: $0.image, until: $0.until) }
        }
        var listed: [Int64: ([Image], Alternatives)] = [:]
        for catalog in Set(catalogs.compactMap(\.1)) {
            let images = try CatalogRows(db: db).images(of: catalog)
            listed[catalog] = (images, Alternatives(images, account: ""))
        }
        let named = Dictionary(catalogs) { first, _ in first }
        return accounts.map { name in
            let own = named[name].flatMap(\.self).flatMap { listed[$0] }
            return AccountOffer(name: name, listed: own?.0, gone: gone[name] ?? [], alternatives: own?.1)
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
