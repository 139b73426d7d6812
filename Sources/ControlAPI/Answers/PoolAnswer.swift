package import Catalog

/// A live pool of `GET /v1/pools`, and the verdict on what it uses. Times are RFC 3339, in UTC.
package struct PoolAnswer: ListElement {
    package static let list = "pools"

    package var account = ""
    package var pool = ""
    /// In the service's words.
    package var state: String?
    package var allocationState: String?
    package var vmSize: String?
    package var dedicatedNodes: Int?
    package var lowPriorityNodes: Int?
    package var autoScale: Bool?
    package var created: String?
    /// Absent for Cloud Services, and where it cannot be told.
    package var imageReference: ImageReference?
    package var nodeAgentSKUId: String?
    package var containers = false
    package var verdict = Word(Verdict.unknown)
    package var level = Word(Verdict.Level.unknown)
    /// Every verdict that holds, the worst first; empty when all is well.
    package var reasons: [String] = []
    package var endOfLife: String?
    /// Whole days to the end of life, negative when it has passed.
    package var daysLeft: Int?
    package var firstSeen = ""
    /// Since when it uses this image and node agent.
    package var usesSince = ""
    package var lastSeen = ""

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("account", &account)
        try members.member("pool", &pool)
        try members.member("state", &state)
        try members.member("allocationState", &allocationState)
        try members.member("vmSize", &vmSize)
        try members.member("dedicatedNodes", &dedicatedNodes)
        try members.member("lowPriorityNodes", &lowPriorityNodes)
        try members.member("autoScale", &autoScale)
        try members.member("created", &created)
        try members.member("imageReference", &imageReference)
        try members.member("nodeAgentSKUId", &nodeAgentSKUId)
        try members.member("containers", &containers)
        try members.member("verdict", &verdict)
        try members.member("level", &level)
        try members.member("reasons", &reasons)
        try members.member("endOfLife", &endOfLife)
        try members.member("daysLeft", &daysLeft)
        try members.member("firstSeen", &firstSeen)
        try members.member("usesSince", &usesSince)
        try members.member("lastSeen", &lastSeen)
    }

    package var isComplete: Bool { !account.isEmpty && !pool.isEmpty }
}
