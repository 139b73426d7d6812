/// What an attempt came to.
package enum SyncOutcome: String, Hashable, Sendable, CaseIterable {
    /// Every page was "not modified".
    case notModified = "not-modified"
    /// The catalog is the one that the account had.
    case unchanged
    /// Any other listing that was stored.
    case changed
    /// A listing that lacks too much, held back until it is repeated or accepted.
    case suspect
    case failed
}
