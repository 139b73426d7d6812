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
        (self.publisher, self.offer, self.sku, self.version) = (publisher, offer, sku, version)
        self.gallery = gallery
    }

    var withoutVersion: ImageName {
        ImageName(publisher: publisher, offer: offer, sku: sku, version: "", gallery: gallery)
    }

    /// By bytes, as the record does: to Swift's `String`, two texts are also equal when Unicode composes them otherwise.
    package static func == (left: ImageName, right: ImageName) -> Bool {
        left.sku.hasBytes(of: right.sku) && left.offer.hasBytes(of: right.offer)
            && left.publisher.hasBytes(of: right.publisher) && left.version.hasBytes(of: right.version)
            && left.gallery.hasBytes(of: right.gallery)
    }

    package func hash(into hasher: inout Hasher) {
        for part in [publisher, offer, sku, version, gallery] {
            var part = part
            part.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            // No byte of UTF-8: no two names run together.
            hasher.combine(UInt8.max)
        }
    }

    package static func < (left: ImageName, right: ImageName) -> Bool {
        if !left.publisher.hasBytes(of: right.publisher) { return left.publisher.precedes(right.publisher) }
        if !left.offer.hasBytes(of: right.offer) { return left.offer.precedes(right.offer) }
        if !left.sku.hasBytes(of: right.sku) { return left.sku.precedes(right.sku) }
        if !left.version.hasBytes(of: right.version) { return left.version.precedes(right.version) }
        return left.gallery.precedes(right.gallery)
    }
}

/// What makes an image the same image from one listing to the next: its name under its node agent SKU.
package struct ImageIdentity: Hashable, Sendable, Comparable {
    package let name: ImageName
    package let nodeAgentSKUId: String

    package init(name: ImageName, nodeAgentSKUId: String) {
        (self.name, self.nodeAgentSKUId) = (name, nodeAgentSKUId)
    }

    package static func < (left: ImageIdentity, right: ImageIdentity) -> Bool {
        (left.name, left.nodeAgentSKUId) < (right.name, right.nodeAgentSKUId)
    }
}

extension String {
    fileprivate func hasBytes(of other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    fileprivate func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
