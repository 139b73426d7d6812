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
        self.reference = reference
        self.nodeAgentSKUId = nodeAgentSKUId
        self.osType = osType
        self.verificationType = verificationType
        self.capabilities = capabilities
        self.endOfLife = endOfLife
        identity = ImageIdentity(name: ImageName(reference), nodeAgentSKUId: nodeAgentSKUId)
    }

    package var name: ImageName { identity.name }

    /// The capabilities in an order of their own; none is `nil`, however the service said so.
    package var sortedCapabilities: [String]? {
        guard let capabilities, !capabilities.isEmpty else { return nil }
        return capabilities.sorted()
    }

    /// Whether its nodes can run containers.
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
