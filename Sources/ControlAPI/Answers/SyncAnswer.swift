package import Catalog

/// An attempt of `GET /v1/syncs`. Times are RFC 3339, in UTC.
package struct SyncAnswer: ListElement {
    package static let list = "syncs"

    package var id = 0
    package var account = ""
    package var started = ""
    package var finished = ""
    package var outcome = Word(SyncOutcome.failed)
    package var httpStatus: Int?
    package var pages = 0
    package var images: Int?
    /// Of the pages' bodies.
    package var bytes = 0
    package var requestId: String?
    package var errorCode: String?
    package var errorMessage: String?

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("id", &id)
        try members.member("account", &account)
        try members.member("started", &started)
        try members.member("finished", &finished)
        try members.member("outcome", &outcome)
        try members.member("httpStatus", &httpStatus)
        try members.member("pages", &pages)
        try members.member("images", &images)
        try members.member("bytes", &bytes)
        try members.member("requestId", &requestId)
        try members.member("errorCode", &errorCode)
        try members.member("errorMessage", &errorMessage)
    }

    package var isComplete: Bool { id > 0 && !account.isEmpty }
}
