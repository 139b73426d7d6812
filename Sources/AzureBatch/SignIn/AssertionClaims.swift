import Catalog
import Foundation
import JWTKit

/// What the assertion says.
struct AssertionClaims: JWTPayload {
    let aud: String
    let iss: String
    let sub: String
    let jti: String
    /// Whole seconds (RFC 7519 would take fractions; not every reader does).
    let iat: Int
    let nbf: Int
    let exp: Int

    init(clientID: String, audience: String, now: UTCTime) {
        aud = audience
        iss = clientID
        sub = clientID
        jti = UUID().uuidString.lowercased()
        iat = now.seconds
        nbf = now.seconds
        exp = now.seconds + 600
    }

    /// Only made here, never read.
    func verify(using algorithm: some JWTAlgorithm) throws {}
}
