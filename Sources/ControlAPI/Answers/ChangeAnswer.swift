package import Catalog

/// A change of `GET /v1/changes`, or a difference of `GET /v1/diff`, which was computed and has no number, time and
/// account.
package struct ChangeAnswer: ListElement {
    package static let list = "changes"

    package var seq: Int?
    /// RFC 3339, in UTC.
    package var at: String?
    package var account: String?
    package var kind = Word(CatalogChange.Kind.added)
    package var publisher: String?
    package var offer: String?
    package var sku: String?
    package var version: String?
    package var nodeAgentSKUId = ""
    /// The value before; absent when there was none.
    package var old: String?
    /// The value since; absent when there is none.
    package var new: String?
    /// The image's name as it is shown.
    package var image = ""

    package init() {}

    package mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("seq", &seq)
        try members.member("at", &at)
        try members.member("account", &account)
        try members.member("kind", &kind)
        try members.member("publisher", &publisher)
        try members.member("offer", &offer)
        try members.member("sku", &sku)
        try members.member("version", &version)
        try members.member("nodeAgentSKUId", &nodeAgentSKUId)
        try members.member("old", &old)
        try members.member("new", &new)
        try members.member("image", &image)
    }

    package var isComplete: Bool { !image.isEmpty }
}
