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
    /// The names, as they are shown, of images that an account has ever listed under a name.
    ///
    /// - Parameter version: empty for every version.
    package func names(
        publisher: String, offer: String, sku: String, version: String, gallery: String, of accounts: [String]
    ) throws -> [(account: String, name: ImageName)] {
        let sql = """
            SELECT DISTINCT account.name, identity.publisher, identity.offer, identity.sku, identity.version,
                identity.gallery
            FROM identity
            CROSS JOIN account
            WHERE identity.publisher = ? AND identity.offer = ? AND identity.sku = ? AND identity.gallery = ?
                AND (identity.version = ? OR ? = '') AND account.name IN (\(Self.marks(accounts.count)))
                AND (EXISTS (
                    SELECT 1 FROM change
                    WHERE change.account = account.id AND change.identity = identity.id)
                OR EXISTS (
                    SELECT 1 FROM image
                    JOIN listing AS baseline ON baseline.id = account.baseline
                    JOIN member ON member.image = image.id AND member.catalog = baseline.catalog
                    WHERE image.identity = identity.id))
            ORDER BY 1, 2, 3, 4, 5, 6
            """
        let arguments: StatementArguments = [publisher, offer, sku, gallery, version, version]
        return try rows(sql, arguments + StatementArguments(accounts)) { row in
            (
                row[0],
                ImageName(publisher: row[1], offer: row[2], sku: row[3], version: row[4], gallery: row[5])
            )
        }
    }

    /// Everything recorded of a name in an account.
    package func history(of name: ImageName, in account: String) throws -> ImageHistory {
        let condition = """
            identity.publisher = ? AND identity.offer = ? AND identity.sku = ? AND identity.version = ?
                AND identity.gallery = ? AND account.name = ?
            """
        let arguments: StatementArguments = [
            name.publisher, name.offer, name.sku, name.version, name.gallery, account,
        ]
        let shown = try String.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT \(Schema.imageName) FROM listing
                    JOIN account ON account.id = listing.account
                    JOIN member ON member.catalog = listing.catalog
                    JOIN image ON image.id = member.image
                    JOIN identity ON identity.id = image.identity
                    WHERE \(condition) ORDER BY listing.id DESC LIMIT 1
                    """), arguments: arguments)
        let dates = try rows(
            """
            SELECT dated.end_of_life, MIN(dated.first_seen), MAX(dated.last_seen)
            FROM dated_image AS dated
            JOIN identity ON identity.id = dated.identity
            WHERE \(condition.replacing("account.name", with: "dated.account"))
            GROUP BY dated.end_of_life ORDER BY MIN(dated.first_seen), dated.end_of_life
            """, arguments
        ) { ImageHistory.EndOfLifeDate(date: $0[0], firstSeen: $0[1], lastSeen: $0[2]) }
        let changes = try rows(
            """
            SELECT \(RecordedChange.columns) FROM change
            JOIN account ON account.id = change.account
            JOIN image ON image.id = change.image
            JOIN identity ON identity.id = change.identity
            WHERE \(condition) AND NOT change.by_scope ORDER BY change.seq
            """, arguments, RecordedChange.init)
        return ImageHistory(
            account: account, image: shown ?? "", runs: try runs(condition, arguments, account), endOfLife: dates,
            changes: changes)
    }

    /// Successive listings of an account follow one another without a gap: a run ends where a listing lacks the name.
    private func runs(
        _ condition: String, _ arguments: StatementArguments, _ account: String
    ) throws -> [ImageHistory.Run] {
        let sql = """
            SELECT listing.first_seen, listing.last_seen, listing.catalog IN (
                SELECT member.catalog FROM identity
                JOIN image ON image.identity = identity.id
                JOIN member ON member.image = image.id
                WHERE \(condition.replacing(" AND account.name = ?", with: " AND ? <> ''")))
            FROM listing JOIN account ON account.id = listing.account
            WHERE account.name = ? ORDER BY listing.first_seen, listing.id
            """
        let listings: [(from: UTCTime, to: UTCTime, has: Bool)] = try rows(sql, arguments + [account]) {
            ($0[0], $0[1], $0[2])
        }
        var runs: [ImageHistory.Run] = []
        var isRunning = false
        for listing in listings {
            defer { isRunning = listing.has }
            guard listing.has else { continue }
            if isRunning {
                runs[runs.count - 1].to = listing.to
            } else {
                runs.append(ImageHistory.Run(from: listing.from, to: listing.to))
            }
        }
        return runs
    }
}
