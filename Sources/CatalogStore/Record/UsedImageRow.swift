import Catalog
import Foundation
import GRDB

/// Images under node agents as pools use them: rows that are written once, and that pools share.
struct UsedImageRow {
    let db: Database

    /// The row of what a use names, written now when it was never worded so before.
    func store(_ use: ImageUse) throws -> Int64 {
        let wording = Data(use.wordingDigest.bytes)
        if let id = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM used_image WHERE wording = ?"), arguments: [wording])
        {
            return id
        }
        let reference = use.reference
        let key = { (text: String?) in (text ?? "").folded }
        try db.cachedStatement(
            sql: """
                INSERT INTO used_image (
                    wording, kind, image, publisher, offer, sku, version, virtual_machine_image_id,
                    shared_gallery_image_id, community_gallery_image_id, node_agent_sku_id, publisher_key, offer_key,
                    sku_key, version_key, gallery_key, agent_key)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            wording, use.kind, use.image, reference.publisher, reference.offer, reference.sku, reference.version,
            reference.virtualMachineImageId, reference.sharedGalleryImageId, reference.communityGalleryImageId,
            use.nodeAgentSKUId, key(reference.publisher), key(reference.offer), key(reference.sku),
            key(reference.version), key(reference.galleryId), key(use.nodeAgentSKUId),
        ])
        return db.lastInsertedRowID
    }

    /// Whether two rows name one image under one agent.
    func areOne(_ left: Int64, _ right: Int64) throws -> Bool {
        try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT COUNT(*) FROM (
                        SELECT DISTINCT kind, publisher_key, offer_key, sku_key, version_key, gallery_key, agent_key
                        FROM used_image WHERE id IN (?, ?))
                    """), arguments: [left, right]) == 1
    }
}

extension ImageUse {
    /// As the table names it.
    fileprivate var kind: String {
        switch subject {
        case .image(let reference): reference.galleryId == nil ? "image" : "gallery"
        case .agentAlone, .untold: "untold"
        case .cloudServices: "cloud-services"
        }
    }

    fileprivate var reference: ImageReference {
        if case .image(let reference) = subject { reference } else { ImageReference() }
    }

    /// Equal only for two that came in the same words; containers are no part of what an image is.
    var wordingDigest: Digest {
        let reference = reference
        return Digest(of: [
            kind, image, reference.publisher, reference.offer, reference.sku, reference.version,
            reference.virtualMachineImageId, reference.sharedGalleryImageId, reference.communityGalleryImageId,
            nodeAgentSKUId,
        ])
    }
}
