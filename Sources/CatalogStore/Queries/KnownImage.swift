package import Catalog
import GRDB

/// An image of an account as the record knows it: as it is listed now, or, when it is gone, as it was last.
package struct KnownImage: Sendable {
    package let account: String
    package let reference: ImageReference
    package let nodeAgentSKUId: String
    package let osType: String
    package let verificationType: String
    /// JSON array, sorted; absent when there are none.
    package let capabilitiesJSON: String?
    package let endOfLife: UTCTime?
    package let firstSeen: UTCTime
    package let listedSince: UTCTime
    package let lastSeen: UTCTime
    package let isListed: Bool

    static let columns = """
        account, publisher, offer, sku, version, virtual_machine_image_id, shared_gallery_image_id,
            community_gallery_image_id, exact_version, node_agent_sku_id, os_type, verification_type, capabilities,
            end_of_life, first_seen, listed_since, last_seen, is_listed
        """

    init(_ row: Row) {
        account = row[0]
        reference = ImageReference(
            publisher: row[1], offer: row[2], sku: row[3], version: row[4], virtualMachineImageId: row[5],
            sharedGalleryImageId: row[6], communityGalleryImageId: row[7], exactVersion: row[8])
        nodeAgentSKUId = row[9]
        osType = row[10]
        verificationType = row[11]
        capabilitiesJSON = row[12]
        endOfLife = row[13]
        firstSeen = row[14]
        listedSince = row[15]
        lastSeen = row[16]
        isListed = row[17]
    }

    /// Where it stands in every order.
    package var key: ImageKey? {
        let name = ImageName(reference)
        return ImageKey(
            endOfLife: endOfLife?.seconds,
            parts: [
                account, name.publisher, name.offer, name.sku, name.version, name.gallery,
                nodeAgentSKUId.folded,
            ])
    }
}
