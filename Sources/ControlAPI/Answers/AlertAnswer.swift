package import Catalog

/// A row of the view `alerts`: an event, and how far an alert was told of it. Times are RFC 3339, in UTC.
package struct AlertAnswer: ListElement {
    package static let list = "alerts"

    package var id = ""
    package var at = ""
    package var alert = ""
    package var event = Word(AlertKind.summary)
    /// Absent: it is about several.
    package var account: String?
    package var image: String?
    package var nodeAgentSKUId: String?
    package var message = ""
    package var state = Word(AlertState.waiting)
    package var attempts = 0
    package var lastAttempt: String?
    /// Why the receiver did not take it, without secrets.
    package var lastError: String?

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("id", &id)
        try members.member("at", &at)
        try members.member("alert", &alert)
        try members.member("event", &event)
        try members.member("account", &account)
        try members.member("image", &image)
        try members.member("nodeAgentSKUId", &nodeAgentSKUId)
        try members.member("message", &message)
        try members.member("state", &state)
        try members.member("attempts", &attempts)
        try members.member("lastAttempt", &lastAttempt)
        try members.member("lastError", &lastError)
    }

    package var isComplete: Bool { !id.isEmpty && !alert.isEmpty }
}
