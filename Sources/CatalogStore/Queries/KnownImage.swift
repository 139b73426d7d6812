package import Catalog
import GRDB

/// An image of an account as the record knows it: as it is listed now, or, when it is gone, as it was last.
package struct KnownImage: Sendable {
    /// What is said of an image, in the words that many accounts share.
    package struct Words: Sendable {
        package let reference: ImageReference
        package let nodeAgentSKUId: String
        package let osType: String
        package let verificationType: String
        /// JSON array, sorted; absent when there are none.
        package let capabilitiesJSON: String?
        package let endOfLife: UTCTime?

        static let columns = """
            publisher, offer, sku, version, virtual_machine_image_id, shared_gallery_image_id,
                community_gallery_image_id, exact_version, node_agent_sku_id, os_type, verification_type, capabilities,
                end_of_life
            """

        init(_ row: Row) {
            reference = ImageReference(
                publisher: row[0], offer: row[1], sku: row[2], version: row[3], virtualMachineImageId: row[4],
                sharedGalleryImageId: row[5], communityGalleryImageId: row[6], exactVersion: row[7])
            (nodeAgentSKUId, osType, verificationType) = (row[8], row[9], row[10])
            (capabilitiesJSON, endOfLife) = (row[11], row[12])
        }
    }

    package let account: String
    package let words: Words
    package let firstSeen: UTCTime
    package let listedSince: UTCTime
    package let lastSeen: UTCTime
    package let isListed: Bool

    static let columns = "account, first_seen, listed_since, last_seen, is_listed, id"

    /// - Parameter words: of the image in a row, by its id.
    init(_ row: Row, words: (_ id: Int64) throws -> Words) throws {
        self.words = try words(row[5])
        (account, firstSeen, listedSince, lastSeen, isListed) = (row[0], row[1], row[2], row[3], row[4])
    }

    /// Where it stands in every order.
    package var key: ImageKey? {
        let name = ImageName(words.reference)
        return ImageKey(
            endOfLife: words.endOfLife?.seconds,
            parts: [
                account, name.publisher, name.offer, name.sku, name.version, name.gallery,
                words.nodeAgentSKUId.folded,
            ])
    }
}
