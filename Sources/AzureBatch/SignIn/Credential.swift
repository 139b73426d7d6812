/// What proves to the service who asks.
package protocol Credential: Sendable {
    /// The value of the `Authorization` header of one request.
    ///
    /// - Parameters:
    ///   - target: path and query as they are sent.
    ///   - headers: every other header of the request.
    func authorization(
        method: String, target: String, headers: [(name: String, value: String)]
    ) async throws(UpstreamError) -> String

    /// Takes note that the service refused a request.
    ///
    /// - Returns: whether another try may be signed otherwise.
    func renew(after answer: HTTPAnswer, refused authorization: String) async -> Bool
}

extension Credential {
    package func renew(after answer: HTTPAnswer, refused authorization: String) async -> Bool { false }
}
