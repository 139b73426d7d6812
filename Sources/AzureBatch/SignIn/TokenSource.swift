/// Where an identity's tokens come from.
package protocol TokenSource: Sendable {
    /// Asks for a token once.
    ///
    /// - Parameter claims: what the service asks for beyond an ordinary token, as JSON.
    func token(claims: String?) async throws(UpstreamError) -> AccessToken

    /// The wait before it is asked again.
    ///
    /// - Parameter attempt: how many attempts were made, from 1.
    /// - Returns: `nil` when it is not to be asked again.
    func delay(after error: UpstreamError, attempt: Int) -> Duration?
}

extension TokenSource {
    package func delay(after error: UpstreamError, attempt: Int) -> Duration? {
        RetryPolicy.delay(after: error, attempt: attempt)
    }
}
