package import Catalog

/// `POST /v1/alerts/test`: whether the receiver of an alert took an event that was made to try it.
package struct AlertTestAnswer: JSONObject {
    package static let path = "/v1/alerts/test"

    package var alert = ""
    package var ok = false
    /// Why it did not; absent when it did.
    package var error: String?

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("alert", &alert)
        try members.member("ok", &ok)
        try members.member("error", &error)
    }

    package var isComplete: Bool { !alert.isEmpty }
}
