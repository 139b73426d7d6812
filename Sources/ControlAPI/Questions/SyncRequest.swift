/// The body of `POST /v1/sync`.
package struct SyncRequest: Codable, Hashable, Sendable {
    /// Absent: every enabled account.
    package var accounts: [String]?
    /// Says that the listing that is held back is meant: it is applied when the service still lists it, and no other is.
    package var accept: Bool?

    package init(accounts: [String]? = nil, accept: Bool? = nil) {
        self.accounts = accounts
        self.accept = accept
    }
}
