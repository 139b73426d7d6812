/// The name of an image: publisher, offer, sku and version, or its gallery id, folded, so that two
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
            self.init(publisher: "", offer: "", sku: "", version: "", gallery: galleryId.folded)
        } else {
            self.init(
                publisher: (reference.publisher ?? "").folded, offer: (reference.offer ?? "").folded,
                sku: (reference.sku ?? "").folded, version: (reference.version ?? Self.defaultVersion).folded,
                gallery: "")
        }
    }

    package init(publisher: String, offer: String, sku: String, version: String, gallery: String) {
        self.publisher = publisher
        self.offer = offer
        self.sku = sku
        self.version = version
        self.gallery = gallery
    }

    private var parts: [String.UTF8View] { [publisher.utf8, offer.utf8, sku.utf8, version.utf8, gallery.utf8] }

    /// By bytes, as the record does: to Swift's `String`, two texts are also equal when Unicode composes them otherwise.
    package static func == (left: ImageName, right: ImageName) -> Bool {
        zip(left.parts, right.parts).allSatisfy { $0.elementsEqual($1) }
    }

    package func hash(into hasher: inout Hasher) {
        for part in parts {
            for byte in part { hasher.combine(byte) }
            // No byte of UTF-8: no two names run together.
            hasher.combine(UInt8.max)
        }
    }

    package static func < (left: ImageName, right: ImageName) -> Bool {
        for (part, other) in zip(left.parts, right.parts) where !part.elementsEqual(other) {
            return part.lexicographicallyPrecedes(other)
        }
        return false
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
