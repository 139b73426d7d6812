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
        try Dictionary(grouping: identities(of: name), by: \.name).flatMap { name, identities in
            try histories(of: identities.map(\.id), in: accounts).map { (name, $0) }
        }.sorted { ($0.1.account, $0.0) < ($1.1.account, $1.0) }.map(\.1)
    }

    /// - Parameter name: an empty version stands for every version.
    func identities(of name: ImageName) throws -> [(id: Int64, name: ImageName)] {
        try rows(
            """
            SELECT id, publisher, offer, sku, version, gallery FROM identity
            WHERE publisher = ? AND offer = ? AND sku = ? AND gallery = ? AND (version = ? OR ? = '')
            """, [name.publisher, name.offer, name.sku, name.gallery, name.version, name.version]
        ) {
            ($0[0], ImageName(publisher: $0[1], offer: $0[2], sku: $0[3], version: $0[4], gallery: $0[5]))
        }
    }

    /// - Parameter identities: of one name.
    private func histories(of identities: [Int64], in accounts: [String]) throws -> [ImageHistory] {
        let ids = identities.map(String.init).joined(separator: ", ")
        let condition = "account.name IN (\(Self.marks(accounts.count))) AND image.identity IN (\(ids))"
        let arguments = StatementArguments(accounts)
        let runs = try runs(ids, accounts)
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
        let names = try shownNames(ids, accounts)
        return runs.map { account, runs in
            ImageHistory(
                account: account, image: names[account] ?? "", runs: runs,
                endOfLife: datesByAccount[account, default: []].map(\.date),
                changes: changesByAccount[account, default: []])
        }
    }

    /// When each account listed one of the identities: from its first listing and the changes, which say when each came
    /// and went.
    private func runs(_ identities: String, _ accounts: [String]) throws -> [String: [ImageHistory.Run]] {
        let marks = Self.marks(accounts.count)
        let events = try rows(
            """
            SELECT account.name, 0 AS seq, baseline.first_seen AS at, baseline.first_seen AS before, image.identity,
                TRUE AS came, latest.last_seen
            FROM account
            JOIN listing AS baseline ON baseline.id = account.baseline
            JOIN listing AS latest ON latest.id = account.latest
            JOIN member ON member.catalog = baseline.catalog
            JOIN image ON image.id = member.image
            WHERE account.name IN (\(marks)) AND image.identity IN (\(identities))
            UNION ALL
            SELECT account.name, change.seq, change.at, change.last_seen, change.identity, change.kind <> 'removed',
                latest.last_seen
            FROM account
            JOIN listing AS latest ON latest.id = account.latest
            JOIN change ON change.account = account.id
            WHERE account.name IN (\(marks)) AND change.identity IN (\(identities))
            UNION ALL
            SELECT account.name, change.seq, change.at, change.last_seen, change.former, FALSE, latest.last_seen
            FROM account
            JOIN listing AS latest ON latest.id = account.latest
            JOIN change ON change.account = account.id
            WHERE account.name IN (\(marks)) AND change.former IN (\(identities))
            ORDER BY 1, 2, 6 DESC
            """, StatementArguments(accounts) + StatementArguments(accounts) + StatementArguments(accounts)
        ) {
            (
                account: $0[0] as String, at: $0[2] as UTCTime, before: $0[3] as UTCTime, identity: $0[4] as Int64,
                came: $0[5] as Bool, latest: $0[6] as UTCTime
            )
        }
        return Dictionary(grouping: events, by: \.account).mapValues { events in
            var runs: [ImageHistory.Run] = []
            var listed: Set<Int64> = []
            /// When the difference was recorded that ended the last run.
            var ended: UTCTime?
            for event in events {
                if !event.came {
                    guard listed.remove(event.identity) != nil, listed.isEmpty else { continue }
                    runs[runs.count - 1].to = event.before
                    ended = event.at
                } else if listed.insert(event.identity).inserted, listed.count == 1 {
                    // One difference may take a name from one node agent and give it to two others.
                    if ended == event.at, runs.last?.to == event.before {
                        runs[runs.count - 1].to = event.latest
                    } else {
                        runs.append(ImageHistory.Run(from: event.at, to: event.latest))
                    }
                }
            }
            return runs
        }
    }

    /// The name in each account, as it was worded last.
    private func shownNames(_ identities: String, _ accounts: [String]) throws -> [String: String] {
        let marks = Self.marks(accounts.count)
        let names: [(String, String)] = try rows(
            """
            SELECT account.name, \(Schema.imageName), 0 AS seq FROM account
            JOIN listing AS latest ON latest.id IN (account.baseline, account.latest)
            JOIN member ON member.catalog = latest.catalog
            JOIN image ON image.id = member.image
            WHERE account.name IN (\(marks)) AND image.identity IN (\(identities))
            UNION ALL
            SELECT account.name, \(Schema.imageName), change.seq FROM account
            JOIN change ON change.account = account.id
            JOIN image ON image.id = change.image
            WHERE account.name IN (\(marks)) AND change.identity IN (\(identities))
            ORDER BY 3
            """, StatementArguments(accounts) + StatementArguments(accounts)
        ) { ($0[0], $0[1]) }
        return Dictionary(names) { $1 }
    }
}
