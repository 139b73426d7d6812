package import Catalog

/// `GET /v1/suggest`: what to move to from an image, the best first.
package struct SuggestAnswer: JSONObject {
    /// A listed image, and what moving to it does.
    package struct Suggestion: ListElement {
        package static let list = "suggestions"
        package static let path = "/v1/suggest"

        /// As it is listed.
        package var image = ""
        package var nodeAgentSKUId = ""
        package var verificationType = ""
        /// RFC 3339; absent when none is announced.
        package var endOfLife: String?
        package var keeps: [String] = []
        package var loses: [String] = []
        package var gains: [String] = []
        package var why = ""
        /// Those that list it so.
        package var accounts: [String] = []

        package init() {}

        package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
            try members.member("image", &image)
            try members.member("nodeAgentSKUId", &nodeAgentSKUId)
            try members.member("verificationType", &verificationType)
            try members.member("endOfLife", &endOfLife)
            try members.member("keeps", &keeps)
            try members.member("loses", &loses)
            try members.member("gains", &gains)
            try members.member("why", &why)
            try members.member("accounts", &accounts)
        }

        package var isComplete: Bool { !image.isEmpty && !nodeAgentSKUId.isEmpty }
    }

    /// The present image, as it is listed or was last.
    package var image = ""
    package var suggestions: [Suggestion] = []
    package var accounts: [FreshnessAnswer] = []

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("image", &image)
        try members.member("suggestions", &suggestions)
        try members.member("accounts", &accounts)
    }
}
