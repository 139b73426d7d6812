/// The parameters of the routes that list rows of accounts: `GET /v1/agents`, `/v1/accounts` and `/v1/syncs`.
package struct PageQuery: Hashable, Sendable {
    /// Empty: every configured account.
    package var accounts: [String] = []
    package var limit = ImageQuery.defaultLimit
    /// Where the page before this one ended; opaque.
    package var after: String?

    package init() {}

    package init(_ parameters: inout QueryParameters) throws(APIError) {
        accounts = try parameters.all("account")
        limit = try parameters.integer("limit", in: 1...ImageQuery.maximumLimit) ?? limit
        after = try parameters.one("after")
    }

    package var queryItems: [QueryItem] {
        QueryItem.all([
            "account": accounts, "limit": [limit == ImageQuery.defaultLimit ? nil : String(limit)], "after": [after],
        ])
    }
}
