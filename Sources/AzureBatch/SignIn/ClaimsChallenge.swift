package import Foundation

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

extension Data {
    /// Reads base64url or base64, with or without padding.
    package init?(base64URL text: String) {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/").replacing("=", with: "")
        self.init(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4))
    }

    /// Unpadded base64url (RFC 7515, section 2).
    package var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
