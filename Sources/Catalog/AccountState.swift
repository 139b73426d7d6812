/// How the refreshing of an account stands.
package enum AccountState: String, Hashable, Sendable, CaseIterable {
    /// The last attempt failed.
    case failing
    /// A listing that lacks too much is held back.
    case suspect
    /// No listing was complete so far.
    case never
    case ok
}
