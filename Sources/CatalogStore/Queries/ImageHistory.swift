package import Catalog
import GRDB

/// What became of an image, by its name, in one account.
package struct ImageHistory: Sendable {
    package struct Run: Sendable, Hashable {
        package var from: UTCTime
        package var to: UTCTime
    }

    /// A date that it had, under whatever node agent.
    package struct EndOfLifeDate: Sendable, Hashable {
        package let date: UTCTime
        package let firstSeen: UTCTime
        package let lastSeen: UTCTime
    }

    package let account: String
    /// The name as it is shown.
    package let image: String
    /// When it was listed, without a break in each.
    package let runs: [Run]
    package let endOfLife: [EndOfLifeDate]
    package let changes: [RecordedChange]
}

extension StoreReader {
    /// What became of the images that accounts have listed under a name, by account and name: a few queries for all of
    /// the accounts, each on the rows of that name alone.
    ///
    /// - Parameter name: an empty version stands for every version.
    package func histories(of name: ImageName, in accounts: [String]) throws -> [ImageHistory] {
        let identities: [(id: Int64, name: ImageName)] = try rows(
            """
            SELECT id, publisher, offer, sku, version, gallery FROM identity
            WHERE publisher = ? AND offer = ? AND sku = ? AND gallery = ? AND (version = ? OR ? = '')
            """, [name.publisher, name.offer, name.sku, name.gallery, name.version, name.version]
        ) {
            ($0[0], ImageName(publisher: $0[1], offer: $0[2], sku: $0[3], version: $0[4], gallery: $0[5]))
        }
        return try Dictionary(grouping: identities, by: \.name).flatMap { name, identities in
            try histories(of: identities.map(\.id), in: accounts).map { (name, $0) }
        }.sorted { ($0.1.account, $0.0) < ($1.1.account, $1.0) }.map(\.1)
    }

    /// - Parameter identities: of one name.
    private func histories(of identities: [Int64], in accounts: [String]) throws -> [ImageHistory] {
        let ids = identities.map(String.init).joined(separator: ", ")
        let condition = "account.name IN (\(Self.marks(accounts.count))) AND image.identity IN (\(ids))"
        let arguments = StatementArguments(accounts)
        let runs: [(account: String, name: String, run: ImageHistory.Run)] = try rows(
            Self.runs(ids, accounts: accounts.count), arguments
        ) { ($0[0], $0[1], ImageHistory.Run(from: $0[2], to: $0[3])) }
        let dates: [(account: String, date: ImageHistory.EndOfLifeDate)] = try rows(
            """
            SELECT account, end_of_life, MIN(first_seen), MAX(last_seen)
            FROM (\(Schema.datedImages(where: condition)))
            GROUP BY account, end_of_life ORDER BY MIN(first_seen), end_of_life
            """, arguments + arguments
        ) { ($0[0], ImageHistory.EndOfLifeDate(date: $0[1], firstSeen: $0[2], lastSeen: $0[3])) }
        let changes = try rows(
            """
            SELECT \(RecordedChange.columns) FROM account
            JOIN change ON change.account = account.id AND change.identity IN (\(ids))
            JOIN image ON image.id = change.image
            WHERE \(condition) AND NOT change.by_scope ORDER BY change.seq
            """, arguments, RecordedChange.init)
        let datesByAccount = Dictionary(grouping: dates, by: \.account)
        let changesByAccount = Dictionary(grouping: changes, by: \.account)
        return Dictionary(grouping: runs, by: \.account).map { account, runs in
            ImageHistory(
                account: account, image: runs.last?.name ?? "", runs: runs.map(\.run),
                endOfLife: datesByAccount[account, default: []].map(\.date),
                changes: changesByAccount[account, default: []])
        }
    }

    /// The runs in which accounts listed one of the identities, with the name as it was worded last, in order.
    ///
    /// Successive listings of an account follow one another without a gap: a run ends where a listing lacks them, and
    /// the difference of a listing's places among all and among those that have them is one number for each run.
    private static func runs(_ identities: String, accounts: Int) -> String {
        """
        WITH placed AS (
            SELECT listing.*, account.name, ROW_NUMBER() OVER (
                PARTITION BY listing.account ORDER BY listing.first_seen, listing.id) AS place
            FROM account
            JOIN listing ON listing.account = account.id
            WHERE account.name IN (\(marks(accounts)))),
        listed AS (
            SELECT *, place - ROW_NUMBER() OVER (PARTITION BY account ORDER BY place) AS run
            FROM placed WHERE catalog IN (
                SELECT member.catalog FROM image
                JOIN member ON member.image = image.id
                WHERE image.identity IN (\(identities))))
        SELECT listed.name, (
                SELECT \(Schema.imageName) FROM listing
                JOIN member ON member.catalog = listing.catalog
                JOIN image ON image.id = member.image
                WHERE listing.id = MAX(listed.id) AND image.identity IN (\(identities)) LIMIT 1),
            MIN(listed.first_seen), MAX(listed.last_seen)
        FROM listed GROUP BY listed.account, listed.run ORDER BY listed.account, MIN(listed.place)
        """
    }
}
