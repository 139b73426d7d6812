package import Catalog

/// An image of `GET /v1/images`, in the service's own names, then ours. Times are RFC 3339, in UTC.
package struct ImageAnswer: ListElement {
    package static let list = "images"

    package var account = ""
    package var nodeAgentSKUId = ""
    package var imageReference = ImageReference()
    package var osType = ""
    package var verificationType = ""
    /// A list, in an order of its own; absent when there are none.
    package var capabilities: JSONText?
    package var batchSupportEndOfLife: String?
    package var state = Word(LifecycleState.undated)
    /// Whole days to the end of life, negative when it has passed.
    package var daysLeft: Int?
    package var firstSeen = ""
    package var listedSince = ""
    package var lastSeen = ""

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("account", &account)
        try members.member("nodeAgentSKUId", &nodeAgentSKUId)
        try members.member("imageReference", &imageReference)
        try members.member("osType", &osType)
        try members.member("verificationType", &verificationType)
        try members.member("capabilities", &capabilities)
        try members.member("batchSupportEndOfLife", &batchSupportEndOfLife)
        try members.member("state", &state)
        try members.member("daysLeft", &daysLeft)
        try members.member("firstSeen", &firstSeen)
        try members.member("listedSince", &listedSince)
        try members.member("lastSeen", &lastSeen)
    }

    package var isComplete: Bool { !account.isEmpty && !nodeAgentSKUId.isEmpty && imageReference.isComplete }
}

extension ImageReference: JSONObject {
    package init() { self.init(publisher: nil) }

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("publisher", &publisher)
        try members.member("offer", &offer)
        try members.member("sku", &sku)
        try members.member("version", &version)
        try members.member("virtualMachineImageId", &virtualMachineImageId)
        try members.member("sharedGalleryImageId", &sharedGalleryImageId)
        try members.member("communityGalleryImageId", &communityGalleryImageId)
        try members.member("exactVersion", &exactVersion)
    }
}
