/// One entry of a listing, with every string, date and order as the service sent it.
package struct Image: Hashable, Sendable {
    package let reference: ImageReference
    /// The node agent SKU that goes with the image; it contains a space (`batch.node.ubuntu 22.04`).
    package let nodeAgentSKUId: String
    /// `linux` or `windows`; an open set.
    package let osType: String
    /// `verified` or `unverified`; an open set.
    package let verificationType: String
    /// In the service's order, which varies from call to call; absent when there are none.
    package let capabilities: [String]?
    package let endOfLife: EndOfLife?
    /// What makes it the same image from one listing to the next.
    package let identity: ImageIdentity

    package init(
        reference: ImageReference, nodeAgentSKUId: String, osType: String, verificationType: String,
        capabilities: [String]? = nil, endOfLife: EndOfLife? = nil
    ) {
        (self.reference, self.nodeAgentSKUId, self.osType) = (reference, nodeAgentSKUId, osType)
        (self.verificationType, self.capabilities, self.endOfLife) = (verificationType, capabilities, endOfLife)
        identity = ImageIdentity(name: ImageName(reference), nodeAgentSKUId: nodeAgentSKUId)
    }

    package var name: ImageName { identity.name }

    /// The capabilities in an order of their own; none is `nil`, however the service said so.
    package var sortedCapabilities: [String]? {
        guard let capabilities, !capabilities.isEmpty else { return nil }
        return capabilities.sorted()
    }

    package var runsContainers: Bool { capabilities?.contains("DockerCompatible") ?? false }

    /// Whether the service says that it has not verified it.
    package var isUnverified: Bool { verificationType == "unverified" }
}

/// `batchSupportEndOfLife`: when the service stops accepting pool creation for an image.
package struct EndOfLife: Hashable, Sendable {
    /// The date as the service wrote it.
    package let text: String
    /// The second it means; two dates are equal when their seconds are.
    package let time: UTCTime

    /// - Returns: `nil` when the text is no RFC 3339 date-time, or one beyond the year 9999.
    package init?(_ text: String) {
        guard let time = UTCTime(rfc3339: text) else { return nil }
        self.text = text
        self.time = time.wholeSeconds
    }
}

extension Image {
    /// Equal for two images that say the same: the case of names, the order of capabilities, the notation and
    /// fraction of a date and the exact version do not count.
    package var digest: Digest {
        let name = self.name
        let fixed = [
            name.publisher, name.offer, name.sku, name.version, name.gallery,
            nodeAgentSKUId, osType, verificationType, endOfLife?.time.description,
        ]
        return Digest(of: fixed + (sortedCapabilities ?? []).map(Optional.some))
    }

    /// Equal only for two images that came in the same words.
    package var wordingDigest: Digest {
        let fixed = [
            reference.publisher, reference.offer, reference.sku, reference.version,
            reference.virtualMachineImageId, reference.sharedGalleryImageId, reference.communityGalleryImageId,
            reference.exactVersion, nodeAgentSKUId, osType, verificationType, endOfLife?.text,
        ]
        return Digest(of: fixed + [capabilities.map { String($0.count) }] + (capabilities ?? []).map(Optional.some))
    }
}
