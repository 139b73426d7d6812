import Catalog
import Foundation
import GRDB

/// Images and catalogs as rows that are written once and never updated.
struct CatalogRows {
    let db: Database

    /// The row of a catalog; `nil` when no account ever listed it.
    func id(of digest: Digest) throws -> Int64? {
        try db.value("SELECT id FROM catalog WHERE digest = ?", [Data(digest.bytes)]) as Int64?
    }

    /// The row of a catalog, written now when it is new.
    func store(_ catalog: ImageCatalog) throws -> Int64 {
        if let id = try id(of: catalog.digest) { return id }
        try db.run(
            "INSERT INTO catalog (digest, images) VALUES (?, ?)", [Data(catalog.digest.bytes), catalog.images.count])
        let id = db.lastInsertedRowID
        let insert = try db.cachedStatement(sql: "INSERT INTO member (catalog, position, image) VALUES (?, ?, ?)")
        for (position, image) in catalog.images.enumerated() {
            try insert.execute(arguments: [id, position, try store(image)])
        }
        return id
    }

    /// The images of a catalog, in the order in which the service listed them.
    func images(of catalog: Int64) throws -> [Image] {
        try images(
            """
            SELECT \(Self.imageColumns) FROM member JOIN image ON image.id = member.image
            WHERE member.catalog = ? ORDER BY member.position
            """, [catalog])
    }

    /// The row of an image, written now when it was never worded so before.
    func store(_ image: Image) throws -> Int64 {
        let wording = Data(image.wordingDigest.bytes)
        if let id = try db.value("SELECT id FROM image WHERE wording = ?", [wording]) as Int64? {
            return id
        }
        try db.run(
            """
            INSERT INTO image (
                wording, digest, identity, publisher, offer, sku, version, virtual_machine_image_id,
                shared_gallery_image_id, community_gallery_image_id, exact_version, node_agent_sku_id, os_type,
                verification_type, capabilities, listed_capabilities, end_of_life, listed_end_of_life)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                wording, Data(image.digest.bytes), try store(image.identity), image.reference.publisher,
                image.reference.offer,
                image.reference.sku, image.reference.version, image.reference.virtualMachineImageId,
                image.reference.sharedGalleryImageId, image.reference.communityGalleryImageId,
                image.reference.exactVersion, image.nodeAgentSKUId, image.osType, image.verificationType,
                image.sortedCapabilities.map(JSONWriter.text(of:)), image.capabilities.map(JSONWriter.text(of:)),
                image.endOfLife?.time, image.endOfLife?.text,
            ])
        return db.lastInsertedRowID
    }

    /// The row of an image that says the same, in whatever words; written now when there is none.
    func storeInAnyWording(_ image: Image) throws -> Int64 {
        try db.value(
            "SELECT id FROM image WHERE digest = ? ORDER BY wording = ? DESC LIMIT 1",
            [Data(image.digest.bytes), Data(image.wordingDigest.bytes)]) as Int64? ?? store(image)
    }

    func id(of identity: ImageIdentity) throws -> Int64? {
        try db.value(
            """
            SELECT id FROM identity WHERE publisher = ? AND offer = ? AND sku = ? AND version = ?
            AND gallery = ? AND node_agent_sku_id = ?
            """, identity.arguments) as Int64?
    }

    func store(_ identity: ImageIdentity) throws -> Int64 {
        if let id = try id(of: identity) { return id }
        try db.run(
            """
            INSERT INTO identity (publisher, offer, sku, version, gallery, node_agent_sku_id, agent_key)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """, identity.arguments + [identity.nodeAgentSKUId.folded])
        return db.lastInsertedRowID
    }

    // MARK: - Reading

    static let imageColumns = """
        image.publisher, image.offer, image.sku, image.version, image.virtual_machine_image_id,
        image.shared_gallery_image_id, image.community_gallery_image_id, image.exact_version,
        image.node_agent_sku_id, image.os_type, image.verification_type, image.listed_capabilities,
        image.listed_end_of_life
        """

    func images(_ sql: String, _ arguments: StatementArguments) throws -> [Image] {
        try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments).map(Self.image)
            .reduce(into: []) { $0.append($1) }
    }

    /// - Parameter row: begins with `imageColumns`.
    static func image(_ row: Row) throws -> Image {
        Image(
            reference: ImageReference(
                publisher: row[0], offer: row[1], sku: row[2], version: row[3], virtualMachineImageId: row[4],
                sharedGalleryImageId: row[5], communityGalleryImageId: row[6], exactVersion: row[7]),
            nodeAgentSKUId: row[8], osType: row[9], verificationType: row[10],
            capabilities: try (row[11] as String?).map {
                try JSONDecoder().decode([String].self, from: Data($0.utf8))
            },
            endOfLife: (row[12] as String?).flatMap { EndOfLife($0) })
    }
}

extension ImageIdentity {
    fileprivate var arguments: StatementArguments {
        [name.publisher, name.offer, name.sku, name.version, name.gallery, nodeAgentSKUId]
    }
}
