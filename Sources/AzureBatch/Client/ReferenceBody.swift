import Catalog

/// An image's reference as the service writes it.
struct ReferenceBody: Decodable {
    private let publisher: String?
    private let offer: String?
    private let sku: String?
    private let version: String?
    private let virtualMachineImageId: String?
    private let sharedGalleryImageId: String?
    private let communityGalleryImageId: String?
    private let exactVersion: String?

    var reference: ImageReference {
        ImageReference(
            publisher: publisher, offer: offer, sku: sku, version: version,
            virtualMachineImageId: virtualMachineImageId, sharedGalleryImageId: sharedGalleryImageId,
            communityGalleryImageId: communityGalleryImageId, exactVersion: exactVersion)
    }
}
