package import Catalog

/// What became of an image in an account: an element of `GET /v1/images/history`. Times are RFC 3339, in UTC.
package struct HistoryAnswer: ListElement {
    package static let list = "images"
    package static let path = "/v1/images/history"

    /// A stretch in which it was listed without a break.
    package struct Run: JSONObject {
        package var from = ""
        package var to = ""

        package init() {}

        package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
            try members.member("from", &from)
            try members.member("to", &to)
        }
    }

    /// An end of life that it had.
    package struct EndOfLifeDate: JSONObject {
        package var date = ""
        package var firstSeen = ""
        package var lastSeen = ""

        package init() {}

        package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
            try members.member("date", &date)
            try members.member("firstSeen", &firstSeen)
            try members.member("lastSeen", &lastSeen)
        }
    }

    package var account = ""
    /// The name as it is shown.
    package var image = ""
    package var runs: [Run] = []
    package var endOfLife: [EndOfLifeDate] = []
    package var changes: [ChangeAnswer] = []

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("account", &account)
        try members.member("image", &image)
        try members.member("runs", &runs)
        try members.member("endOfLife", &endOfLife)
        try members.member("changes", &changes)
    }

    package var isComplete: Bool { !account.isEmpty && !image.isEmpty }
}
