package import Catalog

/// `GET /v1/names`: every name of an image and every node agent that accounts list or listed, without case.
package struct NamesAnswer: JSONObject {
    package static let path = "/v1/names"

    /// `publisher:offer:sku`.
    package var names: [String] = []
    package var nodeAgentSKUIds: [String] = []
    package var accounts: [FreshnessAnswer] = []

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("names", &names)
        try members.member("nodeAgentSKUIds", &nodeAgentSKUIds)
        try members.member("accounts", &accounts)
    }
}
