import Catalog
import Foundation

/// What a service that refuses a token wants the next one to say
/// (`WWW-Authenticate: Bearer ..., error="insufficient_claims", claims="<base64url>"`).
enum ClaimsChallenge {
    /// - Returns: the claims as JSON; `nil` when the header asks for none.
    static func claims(in header: String) -> String? {
        guard header.contains("insufficient_claims"),
            let match = header.firstMatch(of: /claims="([A-Za-z0-9_=+\/-]*)"/),
            let data = Data(base64URL: String(match.1)),
            (try? JSONSerialization.jsonObject(with: data)) is [String: Any]
        else { return nil }
        return String(data: data, encoding: .utf8)
    }
}
