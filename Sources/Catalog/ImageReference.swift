/// Where an image comes from, with every string as the service sent it: a Marketplace image (publisher, offer,
/// sku, version) or an image of a gallery (one of the three ids). An empty string is an absent one.
package struct ImageReference: Hashable, Sendable {
    package var publisher: String?
    package var offer: String?
    package var sku: String?
    /// `latest` is meant when it is absent (REST reference).
    package var version: String?
    package var virtualMachineImageId: String?
    package var sharedGalleryImageId: String?
    package var communityGalleryImageId: String?
    /// The version that `latest` stands for just now; no part of what an image is.
    package var exactVersion: String?

    package init(
        publisher: String? = nil, offer: String? = nil, sku: String? = nil, version: String? = nil,
        virtualMachineImageId: String? = nil, sharedGalleryImageId: String? = nil,
        communityGalleryImageId: String? = nil, exactVersion: String? = nil
    ) {
        self.publisher = Self.present(publisher)
        self.offer = Self.present(offer)
        self.sku = Self.present(sku)
        self.version = Self.present(version)
        self.virtualMachineImageId = Self.present(virtualMachineImageId)
        self.sharedGalleryImageId = Self.present(sharedGalleryImageId)
        self.communityGalleryImageId = Self.present(communityGalleryImageId)
        self.exactVersion = Self.present(exactVersion)
    }

    private static func present(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }

    /// The gallery id, when the image is one of a gallery.
    package var galleryId: String? { virtualMachineImageId ?? sharedGalleryImageId ?? communityGalleryImageId }

    /// `publisher:offer:sku:version`, or the gallery id, as it is shown.
    package var text: String {
        galleryId ?? "\(publisher ?? ""):\(offer ?? ""):\(sku ?? ""):\(version ?? ImageName.defaultVersion)"
    }

    /// Whether it names an image at all: a gallery id, or publisher, offer and sku.
    package var isComplete: Bool { galleryId != nil || (publisher != nil && offer != nil && sku != nil) }
}
