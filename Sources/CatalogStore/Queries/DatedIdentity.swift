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
    /// changed. Of what accounts list alike, the rows are read once.
    ///
    /// - Parameter accounts: `nil` for all that the record knows, configured or not.
    package func dateStatements(of accounts: [String]?, _ body: (DateStatement) throws -> Void) throws {
        let mine = accounts.map { "account.name IN (\(Self.marks($0.count)))" } ?? "TRUE"
        let arguments = StatementArguments(accounts ?? [])
        var listings = try firstListings(mine, arguments)[...]
        let members = try datedMembers(of: Set(listings.map(\.catalog)))
        func tellListings(until time: UTCTime?) throws {
            while let listing = listings.first, time.map({ listing.at <= $0 }) ?? true {
                listings.removeFirst()
                for member in members[listing.catalog, default: []] {
                    try body(
                        DateStatement(
                            account: listing.account, at: listing.at, seq: 0, identity: member.identity, former: nil,
                            isListed: true, endOfLife: member.endOfLife, isByScope: false))
                }
            }
        }
        // Of all accounts the changes are read in the order of time, so that nothing is left to sort.
        let changes = accounts == nil ? "change CROSS JOIN account" : "account JOIN change"
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                WITH dated AS MATERIALIZED (\(Self.datedIdentities))
                SELECT
                    change.account, change.at, change.seq, change.identity, change.former, change.kind <> 'removed',
                    image.end_of_life, change.by_scope
                FROM \(changes) ON change.account = account.id
                JOIN image ON image.id = change.image
                WHERE \(mine) AND change.kind NOT IN ('verification', 'capabilities', 'os-type')
                    AND change.identity IN dated
                ORDER BY change.at, change.seq
                """, arguments: arguments)
        while let row = try cursor.next() {
            let statement = DateStatement(row)
            try tellListings(until: statement.at)
            try body(statement)
        }
        try tellListings(until: nil)
    }

    /// What each account listed first, in the order of time.
    private func firstListings(
        _ mine: String, _ arguments: StatementArguments
    ) throws -> [(account: Int64, at: UTCTime, catalog: Int64)] {
        try rows(
            """
            SELECT account.id, baseline.first_seen, baseline.catalog
            FROM account JOIN listing AS baseline ON baseline.id = account.baseline
            WHERE \(mine) ORDER BY 2, 1
            """, arguments
        ) { ($0[0], $0[1], $0[2]) }
    }

    private func datedMembers(
        of catalogs: Set<Int64>
    ) throws -> [Int64: [(catalog: Int64, identity: Int64, endOfLife: UTCTime?)]] {
        let members: [(catalog: Int64, identity: Int64, endOfLife: UTCTime?)] = try rows(
            """
            SELECT member.catalog, image.identity, image.end_of_life
            FROM member JOIN image ON image.id = member.image
            WHERE member.catalog IN (\(catalogs.map(String.init).joined(separator: ", ")))
                AND image.identity IN (\(Self.datedIdentities))
            """, []
        ) { ($0[0], $0[1], $0[2]) }
        return Dictionary(grouping: members, by: \.catalog)
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
