/// The parameters of `GET /v1/names`.
package struct NamesQuery: Hashable, Sendable {
    /// Empty: every configured account.
    package var accounts: [String]

    package init(accounts: [String]) { self.accounts = accounts }

    package init(_ parameters: inout QueryParameters) throws(APIError) { accounts = try parameters.all("account") }

    package var queryItems: [QueryItem] { QueryItem.all(["account": accounts]) }
}
