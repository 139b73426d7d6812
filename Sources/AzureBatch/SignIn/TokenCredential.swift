import Catalog
import Foundation

/// Signs in with a token of Microsoft Entra ID.
package struct TokenCredential: Credential {
    private let identity: TokenIdentity
    private let source: any TokenSource
    private let cache: TokenCache

    package init(identity: TokenIdentity, source: any TokenSource, cache: TokenCache) {
        (self.identity, self.source, self.cache) = (identity, source, cache)
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
            claims: Self.claims(in: challenge.joined(separator: ", ")))
        return true
    }

    /// What the service wants the next token to say
    /// (`WWW-Authenticate: Bearer ..., error="insufficient_claims", claims="<base64url>"`).
    ///
    /// - Returns: the claims as JSON; `nil` when the header asks for none.
    private static func claims(in header: String) -> String? {
        guard header.contains("insufficient_claims"),
            let match = header.firstMatch(of: /claims="([A-Za-z0-9_=+\/-]*)"/),
            let data = Data(base64URL: String(match.1)),
            (try? JSONSerialization.jsonObject(with: data)) is [String: Any]
        else { return nil }
        return String(data: data, encoding: .utf8)
    }
}
