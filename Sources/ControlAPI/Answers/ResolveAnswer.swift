package import Catalog

/// `GET /v1/resolve`: the node agents under which an image is listed now.
package struct ResolveAnswer: JSONObject {
    package struct Agent: JSONObject {
        package var nodeAgentSKUId = ""
        /// Those that list the image under it.
        package var accounts: [String] = []

        package init() {}

        package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
            try members.member("nodeAgentSKUId", &nodeAgentSKUId)
            try members.member("accounts", &accounts)
        }

        package var isComplete: Bool { !nodeAgentSKUId.isEmpty }
    }

    /// The name as it is listed, where that is one; else as it was asked for.
    package var image = ""
    package var agents: [Agent] = []
    package var accounts: [FreshnessAnswer] = []

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("image", &image)
        try members.member("agents", &agents)
        try members.member("accounts", &accounts)
    }
}
