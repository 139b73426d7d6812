package import Catalog
import GRDB

/// A row of the view `changes`.
package struct RecordedChange: Sendable {
    package let seq: Int
    package let at: UTCTime
    package let account: String
    package let kind: String
    package let publisher: String?
    package let offer: String?
    package let sku: String?
    package let version: String?
    package let nodeAgentSKUId: String
    package let old: String?
    package let new: String?
    /// The name of the image as it is shown.
    package let image: String
    /// The date that the image has since, or had last.
    package let endOfLife: UTCTime?

    static let columns = """
        change.seq, change.at, account.name, change.kind, image.publisher, image.offer, image.sku, image.version,
            image.node_agent_sku_id, change.old, change.new, \(Schema.imageName), image.end_of_life
        """

    init(_ row: Row) {
        (seq, at, account, kind, publisher) = (row[0], row[1], row[2], row[3], row[4])
        (offer, sku, version, nodeAgentSKUId, old) = (row[5], row[6], row[7], row[8], row[9])
        (new, image, endOfLife) = (row[10], row[11], row[12])
    }
}

/// Which changes, from where on, how many.
package struct ChangeSelection: Sendable {
    /// Exactly these accounts.
    package var accounts: [String]
    /// Empty: every kind.
    package var kinds: [CatalogChange.Kind]
    package var since: UTCTime?
    package var until: UTCTime?
    /// Only changes of images that a live pool of the account uses.
    package var onlyUsed: Bool
    package var after: Int?
    package var limit: Int
    /// Whether the latest come first.
    package var isReversed = false

    package init(
        accounts: [String], kinds: [CatalogChange.Kind], since: UTCTime?, until: UTCTime?,
        onlyUsed: Bool = false, after: Int?, limit: Int
    ) {
        (self.accounts, self.kinds, self.since, self.until) = (accounts, kinds, since, until)
        (self.onlyUsed, self.after, self.limit) = (onlyUsed, after, limit)
    }

    /// One row more than the limit, to know whether there are more.
    var sql: SQLText {
        var clauses = ["NOT change.by_scope", "account.name IN (\(StoreReader.marks(accounts.count)))"]
        var arguments = StatementArguments(accounts)
        if !kinds.isEmpty {
            clauses.append("change.kind IN (\(StoreReader.marks(kinds.count)))")
            arguments += StatementArguments(kinds.map(\.rawValue))
        }
        for (clause, value) in [
            ("change.at >= ?", since?.seconds), ("change.at < ?", until?.seconds), ("change.seq > ?", after),
        ] {
            guard let value else { continue }
            clauses.append(clause)
            arguments += [value]
        }
        if onlyUsed {
            // Under the node agent that it has, or had before the change.
            clauses.append(
                """
                ((change.account, change.identity) IN (\(Schema.usedIdentities))
                    OR (change.account, change.former) IN (\(Schema.usedIdentities)))
                """)
        }
        // The changes of one account are found by their index; those of many are walked in their order, which a page
        // leaves early, rather than gathered and sorted.
        let join = accounts.count > 1 ? "CROSS JOIN" : "JOIN"
        let text = """
            SELECT \(RecordedChange.columns)
            FROM change
            \(join) account ON account.id = change.account
            JOIN image ON image.id = change.image
            WHERE \(clauses.joined(separator: " AND "))
            ORDER BY \(isReversed ? "change.at DESC, change.seq DESC" : "change.seq") LIMIT ?
            """
        return (text, arguments + [limit + 1])
    }
}
