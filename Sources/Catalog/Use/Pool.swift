/// A live pool of an account, as the service lists it: what is shown of it, and nothing else.
package struct Pool: Hashable, Sendable {
    /// Case-preserving, unique in its account without regard to case.
    package let id: String
    /// `active`, `deleting`; an open set.
    package let state: String?
    /// `steady`, `resizing`, `stopping`; an open set.
    package let allocationState: String?
    package let vmSize: String?
    package let dedicatedNodes: Int?
    package let lowPriorityNodes: Int?
    package let autoScale: Bool?
    package let created: UTCTime?
    /// The image and node agent that its nodes run.
    package let use: ImageUse

    package init(
        id: String, state: String? = nil, allocationState: String? = nil, vmSize: String? = nil,
        dedicatedNodes: Int? = nil, lowPriorityNodes: Int? = nil, autoScale: Bool? = nil, created: UTCTime? = nil,
        use: ImageUse
    ) {
        (self.id, self.state, self.allocationState, self.vmSize) = (id, state, allocationState, vmSize)
        (self.dedicatedNodes, self.lowPriorityNodes) = (dedicatedNodes, lowPriorityNodes)
        (self.autoScale, self.created, self.use) = (autoScale, created, use)
    }
}
