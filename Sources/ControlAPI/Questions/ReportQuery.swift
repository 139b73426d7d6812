import Catalog

/// The parameters of a report, whatever it is written as.
package struct ReportQuery: Hashable, Sendable {
    package var accounts: [String] = []
    /// Days before an end of life in which an image counts as ending; `nil` when none was asked for.
    package var window: Int?
    /// Only images that a live pool of the account uses.
    package var onlyUsed = false

    package init() {}

    package init(_ parameters: inout QueryParameters) throws(APIError) {
        accounts = try parameters.all("account")
        window = try parameters.window()
        onlyUsed = try parameters.flag("used") ?? false
    }

    package var queryItems: [QueryItem] {
        QueryItem.all(["account": accounts, "within": [window.map { "\($0)d" }], "used": [onlyUsed ? "true" : nil]])
    }
}
