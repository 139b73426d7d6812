import Catalog
import GRDB

/// Derives and appends the changes from one catalog of an account to the next.
///
/// Each row carries what the image's first and present run are as of then, so that no reader walks listings.
struct ChangeRecord {
    let db: Database
    let account: Int64
    let at: UTCTime
    /// Whether another scope, and not the service, brought the difference.
    let byScope: Bool
    /// When the state before was last seen.
    private let lastSeen: UTCTime
    private let rows: CatalogRows
    /// The first listing ever: what it carried has no change that says since when.
    private let baseline: (firstSeen: UTCTime, catalog: Int64)

    init(
        db: Database, account: Int64, baseline: Int64, before: AccountRow.Latest, at: UTCTime, byScope: Bool
    ) throws {
        (self.db, self.account, self.at) = (db, account, at)
        lastSeen = min(before.lastSeen, at)
        self.byScope = byScope
        rows = CatalogRows(db: db)
        let row = try db.row("SELECT first_seen, catalog FROM listing WHERE id = ?", [baseline])
        self.baseline = row.map { ($0[0], $0[1]) } ?? (at, 0)
    }

    /// - Returns: how many changes there are.
    func append(from older: ImageCatalog, to newer: ImageCatalog) throws -> Int {
        let changes = try newer.changes(since: older, wasListed: wasListed)
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO change (
                    account, at, kind, identity, former, image, old, new, by_scope, first_seen, listed_since, last_seen)
                SELECT ?, ?, ?, image.identity, ?, image.id, ?, ?, ?, ?, ?, ? FROM image WHERE image.id = ?
                """)
        for change in changes {
            let run = try run(after: change)
            let former = change.kind == .nodeAgent ? try rows.id(of: change.formerIdentity) : nil
            try insert.execute(arguments: [
                account, at, change.kind.rawValue, former, change.old, change.new, byScope, run.firstSeen,
                run.listedSince,
                lastSeen, try rows.store(change.image),
            ])
        }
        return changes.count
    }

    private struct Run {
        let firstSeen: UTCTime
        let listedSince: UTCTime
    }

    /// The image's first and present run once the change has happened.
    private func run(after change: CatalogChange) throws -> Run {
        let own = try run(of: change.image.identity)
        switch change.kind {
        case .added, .returned:
            return Run(firstSeen: own?.firstSeen ?? at, listedSince: at)
        case .nodeAgent:
            let former = try run(of: change.formerIdentity)
            let firstSeen = [own?.firstSeen, former?.firstSeen].compactMap(\.self).min() ?? at
            return Run(firstSeen: firstSeen, listedSince: former?.listedSince ?? at)
        case .removed, .endOfLife, .verification, .capabilities, .osType:
            return own ?? Run(firstSeen: at, listedSince: at)
        }
    }

    /// What the record says of an image's first and last run, none of it later than the change; `nil` when it was never
    /// listed.
    private func run(of identity: ImageIdentity) throws -> Run? {
        guard let id = try rows.id(of: identity) else { return nil }
        let row = try db.row(
            """
            SELECT first_seen, listed_since FROM change WHERE account = ? AND identity = ?
            ORDER BY seq DESC LIMIT 1
            """, [account, id])
        if let row { return Run(firstSeen: min(row[0], at), listedSince: min(row[1], at)) }
        let isInBaseline = try db.holds(
            """
            EXISTS (
                SELECT 1 FROM image JOIN member ON member.image = image.id AND member.catalog = ?
                WHERE image.identity = ?)
            """, [baseline.catalog, id])
        guard isInBaseline else { return nil }
        let began = min(baseline.firstSeen, at)
        return Run(firstSeen: began, listedSince: began)
    }

    private func wasListed(_ name: ImageName) throws -> Bool {
        try db.holds(
            """
            EXISTS (
                SELECT 1 FROM identity
                WHERE publisher = ? AND offer = ? AND sku = ? AND version = ? AND gallery = ?
                AND (EXISTS (SELECT 1 FROM change WHERE account = ? AND identity = identity.id)
                    OR EXISTS (
                        SELECT 1 FROM image JOIN member ON member.image = image.id AND member.catalog = ?
                        WHERE image.identity = identity.id)))
            """, [name.publisher, name.offer, name.sku, name.version, name.gallery, account, baseline.catalog])
    }
}
