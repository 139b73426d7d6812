package import Catalog

/// How fresh an account's data is: an element of `accounts` in every answer that speaks of images or changes.
package struct FreshnessAnswer: JSONObject {
    package var name = ""
    /// The last complete sync, RFC 3339; absent when there was none.
    package var asOf: String?
    package var stale = false
    /// Why the data is not fresher; absent when the last attempt succeeded.
    package var reason: String?

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("name", &name)
        try members.member("asOf", &asOf)
        try members.member("stale", &stale)
        try members.member("reason", &reason)
    }

    package var isComplete: Bool { !name.isEmpty }
}
