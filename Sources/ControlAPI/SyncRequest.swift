/// The body of `POST /v1/sync`.
package struct SyncRequest: Codable, Hashable, Sendable {
    /// Absent: every enabled account.
    package var accounts: [String]?
    /// Whether a listing that is held back is to be applied.
    package var accept: Bool?

    package init(accounts: [String]? = nil, accept: Bool? = nil) {
        self.accounts = accounts
        self.accept = accept
    }
}
