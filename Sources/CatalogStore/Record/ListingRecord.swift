import Catalog
import Foundation
import GRDB

/// Stores one complete listing of one account, inside the transaction of a sync.
struct ListingRecord {
    let db: Database
    let account: AccountRow
    /// As they were before this listing.
    let pages: StoredPages
    let at: UTCTime

    /// Whether a listing would be the first one of the account's present scope: it records no changes.
    private var isBaseline: Bool { account.latest?.scope != account.scope }

    func store(_ listing: Listing) throws -> RecordedSync {
        // The stored pages are those of the latest listing, unless another one came and is held back.
        if let latest = account.latest, !account.isHolding, pages.areAll(of: listing) {
            return try goOn(latest, listing)
        }
        let catalog = try listing.catalog ?? pages.catalog(of: listing)
        if let latest = account.latest, latest.digest == catalog.digest { return try goOn(latest, listing) }
        let rows = CatalogRows(db: db)
        let older = try account.latest.map {
            ImageCatalog(recorded: try rows.images(of: $0.catalog), digest: $0.digest)
        }
        if let reason = Suspicion.reason(catalog, after: isBaseline ? nil : older),
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

    /// Records that the latest catalog was listed again.
    private func goOn(_ latest: AccountRow.Latest, _ listing: Listing) throws -> RecordedSync {
        try release()
        // A run that a wrong clock dated ahead stays as it is; another one begins now.
        if !isBaseline, latest.validators == listing.validators, try isGoingOn(latest) {
            try db.run("UPDATE listing SET last_seen = ? WHERE id = ?", [at, latest.listing])
        } else {
            try insertListing(listing, catalog: latest.catalog)
        }
        return RecordedSync(
            outcome: listing.isNotModified ? .notModified : .unchanged, images: latest.images, changes: 0,
            suspicion: nil)
    }

    /// Whether what was listed last can reach to this moment. A run that a wrong clock began later than now, or before
    /// one that came earlier, would stand in the way of what is listed at any moment since.
    private func isGoingOn(_ latest: AccountRow.Latest) throws -> Bool {
        let newest: UTCTime? = try db.value(
            "SELECT MAX(first_seen) FROM listing WHERE account = ? AND first_seen <= ?", [account.id, at])
        return latest.lastSeen <= at && latest.firstSeen == newest
    }

    private func insertListing(_ listing: Listing, catalog: Int64) throws {
        try db.run(
            """
            INSERT INTO listing (account, scope, catalog, etag, last_modified, first_seen, last_seen)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                account.id, account.scope, catalog, listing.validators.etag, listing.validators.lastModified, at, at,
            ])
        try db.run(
            "UPDATE account SET latest = :listing, baseline = COALESCE(baseline, :listing) WHERE id = :id",
            ["listing": db.lastInsertedRowID, "id": account.id])
    }

    // MARK: - Holding back

    private func isHeld(_ catalog: ImageCatalog) throws -> Bool {
        try db.holds(
            "EXISTS (SELECT 1 FROM held WHERE account = ? AND digest = ?)", [account.id, Data(catalog.digest.bytes)])
    }

    private func hold(_ catalog: ImageCatalog) throws {
        try db.run(
            "INSERT OR REPLACE INTO held (account, digest, images, since) VALUES (?, ?, ?, ?)",
            [account.id, Data(catalog.digest.bytes), catalog.images.count, at])
    }

    private func release() throws {
        guard account.isHolding else { return }
        try db.run("DELETE FROM held WHERE account = ?", [account.id])
    }
}

/// The rule by which a complete listing is held back: a service that suddenly lists nothing, or has lost most of
/// what it listed, is more likely to be mistaken than to mean it.
private enum Suspicion {
    /// Below this many stored names a loss proves nothing.
    private static let fewestNames = 10

    /// - Parameter stored: the latest listing's catalog; `nil` for a baseline, which is only suspect when empty.
    /// - Returns: why the listing is suspect, or `nil`.
    static func reason(_ new: ImageCatalog, after stored: ImageCatalog?) -> String? {
        if new.isEmpty { return "the listing is empty" }
        guard let names = stored?.names, names.count >= fewestNames else { return nil }
        let missing = names.subtracting(new.names).count
        return missing * 2 > names.count ? "the listing lacks \(missing) of \(names.count) images" : nil
    }
}
