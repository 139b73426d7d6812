package import Catalog

/// A node agent of `GET /v1/agents`.
package struct AgentAnswer: ListElement {
    package static let list = "agents"

    package var account = ""
    package var nodeAgentSKUId = ""
    package var osType = ""
    package var images = 0
    package var verifiedImages = 0
    /// RFC 3339; only where every image of the agent has an end of life.
    package var lastEndOfLife: String?

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("account", &account)
        try members.member("nodeAgentSKUId", &nodeAgentSKUId)
        try members.member("osType", &osType)
        try members.member("images", &images)
        try members.member("verifiedImages", &verifiedImages)
        try members.member("lastEndOfLife", &lastEndOfLife)
    }

    package var isComplete: Bool { !account.isEmpty && !nodeAgentSKUId.isEmpty }
}
