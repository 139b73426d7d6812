/// Signs in with a token of Microsoft Entra ID.
package struct TokenCredential: Credential {
    private let identity: TokenIdentity
    private let source: any TokenSource
    private let cache: TokenCache

    package init(identity: TokenIdentity, source: any TokenSource, cache: TokenCache) {
        self.identity = identity
        self.source = source
        self.cache = cache
    }

    private static let scheme = "Bearer "

    package func authorization(
        method: String, target: String, headers: [(name: String, value: String)]
    ) async throws(UpstreamError) -> String {
        Self.scheme + (try await cache.token(of: identity, from: source)).value.value
    }

    package func renew(after answer: HTTPAnswer, refused authorization: String) async -> Bool {
        guard answer.status == 401 else { return false }
        let challenge = answer.headers.filter { $0.name.lowercased() == "www-authenticate" }.map(\.value)
        await cache.drop(
            String(authorization.dropFirst(Self.scheme.count)), of: identity,
            claims: ClaimsChallenge.claims(in: challenge.joined(separator: ", ")))
        return true
    }
}
