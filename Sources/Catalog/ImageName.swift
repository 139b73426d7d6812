/// The name of an image: publisher, offer, sku and version, or its gallery id, in lower case, so that two
/// spellings of one name are equal. Parts that a name does not have are empty.
package struct ImageName: Hashable, Sendable, Comparable {
    package let publisher: String
    package let offer: String
    package let sku: String
    package let version: String
    package let gallery: String

    package static let defaultVersion = "latest"

    package init(_ reference: ImageReference) {
        if let galleryId = reference.galleryId {
            self.init(publisher: "", offer: "", sku: "", version: "", gallery: galleryId.lowercased())
        } else {
            self.init(
                publisher: (reference.publisher ?? "").lowercased(), offer: (reference.offer ?? "").lowercased(),
                sku: (reference.sku ?? "").lowercased(),
                version: (reference.version ?? Self.defaultVersion).lowercased(), gallery: "")
        }
    }

    package init(publisher: String, offer: String, sku: String, version: String, gallery: String) {
        self.publisher = publisher
        self.offer = offer
        self.sku = sku
        self.version = version
        self.gallery = gallery
    }

    package static func < (left: ImageName, right: ImageName) -> Bool {
        (left.publisher, left.offer, left.sku, left.version, left.gallery)
            < (right.publisher, right.offer, right.sku, right.version, right.gallery)
    }
}

/// What makes an image the same image from one listing to the next: its name under its node agent SKU.
package struct ImageIdentity: Hashable, Sendable, Comparable {
    package let name: ImageName
    package let nodeAgentSKUId: String

    package init(name: ImageName, nodeAgentSKUId: String) {
        self.name = name
        self.nodeAgentSKUId = nodeAgentSKUId
    }

    package static func < (left: ImageIdentity, right: ImageIdentity) -> Bool {
        (left.name, left.nodeAgentSKUId) < (right.name, right.nodeAgentSKUId)
    }
}
