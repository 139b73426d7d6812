package import Catalog

/// `GET /v1/diff`: what would turn the one catalog into the other.
package struct DiffAnswer: JSONObject {
    /// One of the two sides.
    package struct Side: JSONObject {
        package var account = ""
        /// When its listing was last seen until then, RFC 3339.
        package var asOf = ""

        package init() {}

        package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
            try members.member("account", &account)
            try members.member("asOf", &asOf)
        }
    }

    package var from = Side()
    package var to = Side()
    package var changes: [ChangeAnswer] = []

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("from", &from)
        try members.member("to", &to)
        try members.member("changes", &changes)
    }
}
