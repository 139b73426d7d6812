package import Catalog

/// `GET /v1/health`: whether the daemon and the data of its accounts are well.
package struct HealthAnswer: JSONObject {
    package enum Status: String, Sendable {
        case ok, stale, damaged
    }

    package var status = Word(Status.ok)
    /// Why it is not `ok`.
    package var reasons: [String]?

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("status", &status)
        try members.member("reasons", &reasons)
    }
}
