package import Catalog

/// A line of `POST /v1/sync`: what happens to an account, or at the end how many did well.
package struct SyncLine: JSONObject {
    package enum Event: String, Sendable {
        case started, page, finished, done
    }

    /// Absent in the last line.
    package var account: String?
    package var event = Word(Event.done)
    /// The number of the page, from 1.
    package var page: Int?
    /// Listed so far, or in all.
    package var images: Int?
    package var outcome: Word<SyncOutcome>?
    package var changes: Int?
    /// Why it failed.
    package var error: String?
    /// Why it was held back.
    package var reason: String?
    package var succeeded: Int?
    package var failed: Int?
    package var suspect: Int?

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("account", &account)
        try members.member("event", &event)
        try members.member("page", &page)
        try members.member("outcome", &outcome)
        try members.member("images", &images)
        try members.member("changes", &changes)
        try members.member("error", &error)
        try members.member("reason", &reason)
        try members.member("succeeded", &succeeded)
        try members.member("failed", &failed)
        try members.member("suspect", &suspect)
    }
}
