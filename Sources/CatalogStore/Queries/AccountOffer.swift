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
        let gone: [(account: String, image: Int64, until: UTCTime)] = try rows(
            """
            SELECT account, id, last_seen
            FROM (\(Schema.removedImages(asOf: false))) WHERE account IN (\(Self.marks(accounts.count)))
            """, StatementArguments(accounts)
        ) { ($0[0], $0[1], $0[2]) }
        let goneImages = try images(Set(gone.map(\.image)))
        let past = Dictionary(grouping: gone, by: \.account).mapValues { gone in
            gone.compactMap { gone in
                goneImages[gone.image].map { ImageOffer.Past($0.identity, as: $0, until: gone.until) }
            }
        }
        var listings: [Int64: (images: [Image], alternatives: Alternatives)] = [:]
        for catalog in Set(catalogs.compactMap(\.1)) {
            let images = try CatalogRows(db: db).load(catalog).images
            listings[catalog] = (images, Alternatives(images))
        }
        let named = Dictionary(catalogs) { first, _ in first }
        return accounts.map { name in
            let listing = named[name].flatMap(\.self).flatMap { listings[$0] }
            return AccountOffer(
                name: name, offer: ImageOffer(listed: listing?.images, past: past[name] ?? []),
                alternatives: listing?.alternatives ?? Alternatives([]))
        }
    }

    /// Images by their rows.
    private func images(_ ids: Set<Int64>) throws -> [Int64: Image] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT \(CatalogRows.imageColumns), id FROM image
                WHERE id IN (\(ids.map(String.init).joined(separator: ", ")))
                """)
        return Dictionary(try rows.map { ($0[13], try CatalogRows.image($0)) }) { first, _ in first }
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
