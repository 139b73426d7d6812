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
