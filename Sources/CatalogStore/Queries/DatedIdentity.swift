package import Catalog
import GRDB

/// An image whose name ever had a date, as it was worded last.
package struct DatedIdentity: Sendable {
    package let id: Int64
    package let name: ImageName
    /// The name as it is shown.
    package let image: String
    package let nodeAgentSKUId: String
    /// Whether a live pool of the accounts that were asked about uses it, and which: as `account/pool`.
    package fileprivate(set) var pools: [String] = []
}

extension StoreReader {
    /// Everything that was said of images with a date, in the order of time: what each account listed first, and what
    /// changed.
    ///
    /// - Parameter accounts: `nil` for all that the record knows, configured or not.
    package func dateStatements(of accounts: [String]?, _ body: (DateStatement) throws -> Void) throws {
        let mine = accounts.map { "account.name IN (\(Self.marks($0.count)))" } ?? "TRUE"
        let arguments = StatementArguments(accounts ?? [])
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                WITH dated AS MATERIALIZED (\(Self.datedIdentities))
                SELECT account.id, baseline.first_seen AS at, 0 AS seq, image.identity, NULL, TRUE, image.end_of_life, FALSE
                FROM account
                JOIN listing AS baseline ON baseline.id = account.baseline
                JOIN member ON member.catalog = baseline.catalog
                JOIN image ON image.id = member.image
                WHERE \(mine) AND image.identity IN dated
                UNION ALL
                SELECT
                    account.id, change.at, change.seq, change.identity, change.former, change.kind <> 'removed',
                    image.end_of_life, change.by_scope
                FROM account
                JOIN change ON change.account = account.id
                JOIN image ON image.id = change.image
                WHERE \(mine) AND change.kind NOT IN ('verification', 'capabilities', 'os-type')
                    AND change.identity IN dated
                ORDER BY 2, 3, 1
                """, arguments: arguments + arguments)
        while let row = try cursor.next() { try body(DateStatement(row)) }
    }

    /// The images of which `dateStatements` tells.
    ///
    /// - Parameter accounts: whose live pools are asked for.
    package func identitiesWithDates(usedIn accounts: [String]) throws -> [DatedIdentity] {
        let images = try rows(
            """
            SELECT
                identity.id, identity.publisher, identity.offer, identity.sku, identity.version, identity.gallery,
                \(Schema.imageName), image.node_agent_sku_id
            FROM (\(Self.datedIdentities)) AS dated
            JOIN identity ON identity.id = dated.id
            JOIN image ON image.id = (SELECT MAX(id) FROM image WHERE image.identity = identity.id)
            """, []
        ) {
            DatedIdentity(
                id: $0[0],
                name: ImageName(publisher: $0[1], offer: $0[2], sku: $0[3], version: $0[4], gallery: $0[5]),
                image: $0[6], nodeAgentSKUId: $0[7])
        }
        let pools: [(id: Int64, pool: String)] = try rows(
            """
            SELECT used.id, account.name || '/' || used.pool FROM (\(Schema.usedIdentities(with: "pool.name AS pool"))) AS used
            JOIN account ON account.id = used.account AND account.name IN (\(Self.marks(accounts.count)))
            ORDER BY account.name, used.pool
            """, StatementArguments(accounts)
        ) { ($0[0], $0[1]) }
        let poolsByIdentity = Dictionary(grouping: pools, by: \.id)
        return images.map { image in
            var image = image
            image.pools = poolsByIdentity[image.id, default: []].map(\.pool)
            return image
        }
    }

    /// Every identity whose name was ever listed with a date, under whatever node agent.
    private static let datedIdentities = """
        SELECT identity.id FROM identity
        WHERE (publisher, offer, sku, version, gallery) IN (
            SELECT named.publisher, named.offer, named.sku, named.version, named.gallery
            FROM image JOIN identity AS named ON named.id = image.identity
            WHERE image.end_of_life IS NOT NULL)
        """
}

extension DateStatement {
    fileprivate init(_ row: Row) {
        self.init(
            account: row[0], at: row[1], seq: row[2], identity: row[3], former: row[4], isListed: row[5],
            endOfLife: row[6], isByScope: row[7])
    }
}
