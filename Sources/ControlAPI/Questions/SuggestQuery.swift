import Catalog

/// The parameters of `GET /v1/suggest`: what to move to from an image.
package struct SuggestQuery: Hashable, Sendable {
    /// As it was asked for; whoever answers says what is wrong with it.
    package var text: String
    /// The node agent under which it is used; `nil`: one under which it is listed, or was last.
    package var agent: String?
    /// Whose images are candidates; empty: every configured account's.
    package var accounts: [String] = []
    /// Days before an end of life in which an image counts as ending.
    package var window = LifecycleState.defaultWindow
    package var limit = Self.defaultLimit

    package static let defaultLimit = 5

    package init(_ text: String) { self.text = text }

    package init(_ parameters: inout QueryParameters) throws(APIError) {
        text = try parameters.required("image", expected: ImageText.expected) { $0 }
        agent = try parameters.one("agent")
        accounts = try parameters.all("account")
        window = try parameters.window() ?? window
        limit = try parameters.integer("limit", in: 1...ImageQuery.maximumLimit) ?? limit
    }

    package var queryItems: [QueryItem] {
        QueryItem.all([
            "image": [text], "agent": [agent], "account": accounts, "within": [QueryItem.text(ofWindow: window)],
            "limit": [limit == Self.defaultLimit ? nil : String(limit)],
        ])
    }
}
