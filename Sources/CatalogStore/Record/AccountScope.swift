/// What an account is asked for: listings of different scopes cannot be compared.
package struct AccountScope: Hashable, Sendable {
    package let endpoint: String
    package let filter: String?

    package init(endpoint: String, filter: String?) {
        self.endpoint = endpoint
        self.filter = filter
    }
}
