import Catalog
import Foundation
import GRDB

/// Stores one complete listing of one account, inside the transaction of a sync.
struct ListingRecord {
    let db: Database
    let account: AccountRow
    let at: UTCTime

    /// Whether a listing would be the first one of the account's present scope: it records no changes.
    private var isBaseline: Bool { account.latest?.scope != account.scope }

    func store(_ listing: Listing, accepting: Bool) throws -> RecordedSync {
        let catalog = listing.catalog
        if let latest = account.latest, latest.digest == catalog.digest {
            try release()
            // A run that a wrong clock dated ahead stays as it is; another one begins now.
            if !isBaseline, latest.validators == listing.validators, latest.lastSeen <= at {
                try db.cachedStatement(sql: "UPDATE listing SET last_seen = ? WHERE id = ?")
                    .execute(arguments: [at, latest.listing])
            } else {
                try insertListing(listing, catalog: latest.catalog)
            }
            return RecordedSync(
                outcome: listing.isNotModified ? .notModified : .unchanged, images: catalog.images.count, changes: 0,
                suspicion: nil)
        }
        let rows = CatalogRows(db: db)
        let older = try account.latest.map { try rows.load($0.catalog) }
        if !accepting, let reason = Suspicion.reason(catalog, after: isBaseline ? nil : older),
            try !isHeld(catalog)
        {
            try hold(catalog)
            return RecordedSync(outcome: .suspect, images: catalog.images.count, changes: 0, suspicion: reason)
        }
        try release()
        try insertListing(listing, catalog: try rows.store(catalog))
        var changes = 0
        if let older, let baseline = account.baseline, let latest = account.latest {
            let record = try ChangeRecord(
                db: db, account: account.id, baseline: baseline, before: latest, at: at, byScope: isBaseline)
            changes = try record.append(from: older, to: catalog)
        }
        return RecordedSync(
            outcome: .changed, images: catalog.images.count, changes: isBaseline ? 0 : changes, suspicion: nil)
    }

    private func insertListing(_ listing: Listing, catalog: Int64) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO listing (account, scope, catalog, etag, last_modified, first_seen, last_seen)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            account.id, account.scope, catalog, listing.validators.etag, listing.validators.lastModified, at, at,
        ])
        try db.cachedStatement(
            sql: "UPDATE account SET latest = :listing, baseline = COALESCE(baseline, :listing) WHERE id = :id"
        ).execute(arguments: ["listing": db.lastInsertedRowID, "id": account.id])
    }

    // MARK: - Holding back

    private func isHeld(_ catalog: ImageCatalog) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM held WHERE account = ? AND digest = ?)"),
            arguments: [account.id, Data(catalog.digest.bytes)]) ?? false
    }

    private func hold(_ catalog: ImageCatalog) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO held (account, digest, images, since) VALUES (?, ?, ?, ?)")
            .execute(arguments: [account.id, Data(catalog.digest.bytes), catalog.images.count, at])
    }

    private func release() throws {
        try db.cachedStatement(sql: "DELETE FROM held WHERE account = ?").execute(arguments: [account.id])
    }
}
