/// What the record needs to know of an account's settings.
package struct ConfiguredAccount: Hashable, Sendable {
    package let name: String
    /// The name under which the history to take over was recorded.
    package let formerly: String?
    package let scope: AccountScope
    /// The age at which its data counts as stale; `nil` for never.
    package let staleAfter: Duration?
    package let listsPools: Bool

    package init(
        name: String, formerly: String? = nil, endpoint: String, filter: String?, staleAfter: Duration?,
        listsPools: Bool = true
    ) {
        (self.name, self.formerly) = (name, formerly)
        scope = AccountScope(endpoint: endpoint, filter: filter)
        (self.staleAfter, self.listsPools) = (staleAfter, listsPools)
    }
}

/// What an account is asked for: listings of different scopes cannot be compared.
package struct AccountScope: Hashable, Sendable {
    package let endpoint: String
    package let filter: String?

    package init(endpoint: String, filter: String?) {
        (self.endpoint, self.filter) = (endpoint, filter)
    }
}
