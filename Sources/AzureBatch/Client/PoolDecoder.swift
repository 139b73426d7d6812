package import Catalog

/// Reads a page of List Pools: what `Pool` holds, and nothing else. Command lines, environments, registries and
/// whatever else a pool carries are never decoded, and no error quotes a value.
package enum PoolDecoder {
    /// What is asked for, as `$select` names it.
    static let properties = [
        "id", "state", "allocationState", "vmSize", "currentDedicatedNodes", "currentLowPriorityNodes",
        "enableAutoScale", "creationTime", "virtualMachineConfiguration", "cloudServiceConfiguration",
    ]

    /// An id or a name of whatever length and letters is kept as it came, as those of images are; a pool without an id
    /// is none.
    ///
    /// - Returns: the pools in the service's order, and the next page's URL; `nil` on the last.
    /// - Throws: `UpstreamError` that says what is wrong and where.
    package static func page(_ answer: HTTPAnswer) throws(UpstreamError) -> ([Pool], nextLink: String?) {
        let body: PageBody<Entry> = try PageBody(answer)
        var pools: [Pool] = []
        pools.reserveCapacity(body.value.count)
        for (position, entry) in body.value.enumerated() {
            guard !entry.id.isEmpty else { throw .malformed("value[\(position)].id is empty", answer) }
            let created = entry.creationTime.flatMap { UTCTime(rfc3339: $0) }
            guard (entry.creationTime == nil) == (created == nil) else {
                throw .malformed("value[\(position)].creationTime is no date", answer)
            }
            pools.append(entry.pool(created: created))
        }
        return (pools, body.nextLink)
    }

    private struct Entry: Decodable {
        let id: String
        let state: String?
        let allocationState: String?
        let vmSize: String?
        let currentDedicatedNodes: Int?
        let currentLowPriorityNodes: Int?
        let enableAutoScale: Bool?
        let creationTime: String?
        let virtualMachineConfiguration: Machine?
        let cloudServiceConfiguration: Presence?

        func pool(created: UTCTime?) -> Pool {
            Pool(
                id: id, state: state, allocationState: allocationState, vmSize: vmSize,
                dedicatedNodes: currentDedicatedNodes, lowPriorityNodes: currentLowPriorityNodes,
                autoScale: enableAutoScale, created: created, use: use)
        }

        private var use: ImageUse {
            if let virtualMachineConfiguration { return virtualMachineConfiguration.use }
            // Each pool has one of the two (REST reference).
            return cloudServiceConfiguration == nil
                ? ImageUse(.untold(""), agent: .unsaid) : ImageUse(.cloudServices, agent: .unsaid)
        }
    }

    private struct Machine: Decodable {
        let imageReference: ReferenceBody?
        let nodeAgentSKUId: String?
        let containerConfiguration: Presence?

        var use: ImageUse {
            let reference = imageReference?.reference ?? ImageReference()
            let agent = nodeAgentSKUId ?? ""
            return ImageUse(
                reference == ImageReference() ? .untold("") : .image(reference),
                agent: agent.isEmpty ? .unsaid : .named(agent), hasContainers: containerConfiguration != nil)
        }
    }

    /// Something that is there, whatever is in it.
    private struct Presence: Decodable {
        init(from decoder: any Decoder) {}
    }
}
