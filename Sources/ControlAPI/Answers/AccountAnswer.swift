package import Catalog

/// An account of `GET /v1/accounts`: the row of the view, then how fresh its data is. Times are RFC 3339, in UTC.
package struct AccountAnswer: ListElement {
    package static let list = "accounts"

    package var name = ""
    package var endpoint = ""
    /// 1 or 0, as the view has it.
    package var configured = 1
    package var state = Word(AccountState.never)
    package var images = 0
    package var etag: String?
    package var lastModified: String?
    package var lastChanged: String?
    package var lastSuccess: String?
    package var lastAttempt: String?
    package var nextAttempt: String?
    package var consecutiveFailures = 0
    package var lastError: String?
    /// Absent: never stale.
    package var staleAfterSeconds: Int?
    /// Live pools; absent: never listed, or switched off.
    package var pools: Int?
    /// Why they could not be listed the last time.
    package var poolsError: String?
    package var asOf: String?
    package var stale = false
    package var reason: String?
    /// Live pools whose verdict is an error or a warning; only where `GET /v1/status` shows the account.
    package var poolsAtRisk: Int?

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("name", &name)
        try members.member("endpoint", &endpoint)
        try members.member("configured", &configured)
        try members.member("state", &state)
        try members.member("images", &images)
        try members.member("etag", &etag)
        try members.member("lastModified", &lastModified)
        try members.member("lastChanged", &lastChanged)
        try members.member("lastSuccess", &lastSuccess)
        try members.member("lastAttempt", &lastAttempt)
        try members.member("nextAttempt", &nextAttempt)
        try members.member("consecutiveFailures", &consecutiveFailures)
        try members.member("lastError", &lastError)
        try members.member("staleAfterSeconds", &staleAfterSeconds)
        try members.member("pools", &pools)
        try members.member("poolsError", &poolsError)
        try members.member("asOf", &asOf)
        try members.member("stale", &stale)
        try members.member("reason", &reason)
        try members.member("poolsAtRisk", &poolsAtRisk)
    }

    package var isComplete: Bool { !name.isEmpty }
}
