import Catalog
import GRDB

/// What the record says of an account, as alerts look at it.
struct AlertGround {
    let name: String
    let offer: ImageOffer
    let images: [(reference: ImageReference, agent: String)]
    let pools: [(pool: String, use: ImageUse)]
    let isHeld: Bool
    /// How old its data is and why; `nil` while it is fresh.
    let staleness: String?

    /// - Parameter catalogs: those that were read before.
    init?(_ account: Int64, _ db: Database, now: UTCTime, catalogs: inout [Int64: [Image]]) throws {
        let reader = StoreReader(db: db)
        let known = try reader.rows("\(KnownAccount.sql) WHERE account.id = ?", [account], KnownAccount.init).first
        guard let known else { return nil }
        name = known.name
        isHeld = try db.holds("EXISTS (SELECT 1 FROM held WHERE account = ?)", [account])
        staleness = known.isStale(now: now) ? Self.staleness(known) : nil
        let catalog: Int64? = try db.value(
            "SELECT listing.catalog FROM account JOIN listing ON listing.id = account.latest WHERE account.id = ?",
            [account])
        if let catalog, catalogs[catalog] == nil { catalogs[catalog] = try CatalogRows(db: db).images(of: catalog) }
        let listed = catalog.flatMap { catalogs[$0] }
        let gone = try reader.rows(
            """
            SELECT publisher_key, offer_key, sku_key, version_key, gallery_key, node_agent_sku_id, last_seen, publisher,
                offer, sku, version, virtual_machine_image_id, shared_gallery_image_id, community_gallery_image_id
            FROM (\(Schema.removedImages(asOf: false))) WHERE account_id = ?
            """, [account]
        ) { row in
            let name = ImageName(publisher: row[0], offer: row[1], sku: row[2], version: row[3], gallery: row[4])
            let reference = ImageReference(
                publisher: row[7], offer: row[8], sku: row[9], version: row[10], virtualMachineImageId: row[11],
                sharedGalleryImageId: row[12], communityGalleryImageId: row[13])
            let agent: String = row[5]
            return (
                past: ImageOffer.Past(ImageIdentity(name: name, nodeAgentSKUId: agent), until: row[6]),
                image: (reference: reference, agent: agent)
            )
        }
        offer = ImageOffer(listed: listed, past: gone.map(\.past))
        images = (listed ?? []).map { ($0.reference, $0.nodeAgentSKUId) } + gone.map(\.image)
        pools = try reader.rows(
            """
            SELECT pool.name, used.publisher, used.offer, used.sku, used.version, used.virtual_machine_image_id,
                used.shared_gallery_image_id, used.community_gallery_image_id, used.node_agent_sku_id
            FROM account
            JOIN pool ON pool.account = account.id
            JOIN pool_use ON pool_use.id = pool.use
            JOIN used_image AS used ON used.id = pool_use.used_image AND used.kind IN ('image', 'gallery')
            WHERE account.id = ? AND account.lists_pools
            ORDER BY pool.key
            """, [account]
        ) { row in
            let reference = ImageReference(
                publisher: row[1], offer: row[2], sku: row[3], version: row[4], virtualMachineImageId: row[5],
                sharedGalleryImageId: row[6], communityGalleryImageId: row[7])
            let agent = row[8] as String? ?? ""
            return (row[0], ImageUse(.image(reference), agent: agent.isEmpty ? .unsaid : .named(agent)))
        }
    }

    private static func staleness(_ account: KnownAccount) -> String {
        let last = account.lastSuccess.map { "last good at \($0)" } ?? "never refreshed"
        return account.consecutiveFailures > 0 ? account.lastError.map { "\(last): \($0)" } ?? last : last
    }
}
