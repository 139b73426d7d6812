package import AzureBatch

/// How an account signs in.
package enum AuthSettings: Equatable, Sendable {
    /// - Parameter account: the Batch account's own name.
    case sharedKey(account: String, key: SecretSource)
    /// By a token of Microsoft Entra ID.
    ///
    /// - Parameter authority: an override of the cloud's; without a trailing slash.
    case token(TokenIdentity.Method, authority: String?)
}
