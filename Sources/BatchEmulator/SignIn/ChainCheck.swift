import Catalog
import Foundation
import SwiftASN1
import X509

/// Checks the certificates that come with an assertion (x5c): whether the first is a trusted subject's, and each is
/// issued by the next, up to the authority.
struct ChainCheck {
    let trusted: [SignInSettings.SubjectName]
    let now: Catalog.UTCTime

    /// - Parameter chain: each base64 (not base64url) of DER (RFC 7515, section 4.1.6).
    /// - Returns: the PEM of the certificate that signed; `nil` when it is not to be trusted.
    func signer(_ chain: [String]) -> String? {
        let certificates = chain.compactMap { text in
            Data(base64Encoded: text).flatMap { try? Certificate(derEncoded: Array($0)) }
        }
        guard certificates.count == chain.count, let first = certificates.first else { return nil }
        let date = Date(timeIntervalSince1970: Double(now.seconds))
        guard certificates.allSatisfy({ $0.notValidBefore <= date && date <= $0.notValidAfter }) else { return nil }
        for name in trusted where first.subject.description == "CN=\(name.subject)" {
            guard let authority = try? Certificate(pemEncoded: name.authority) else { continue }
            let issuers = certificates.dropFirst() + (certificates.last == authority ? [] : [authority])
            let isIssued = zip(certificates, issuers).allSatisfy { certificate, issuer in
                certificate.issuer == issuer.subject
                    && issuer.publicKey.isValidSignature(certificate.signature, for: certificate)
            }
            if isIssued { return try? first.serializeAsPEM().pemString }
        }
        return nil
    }
}
