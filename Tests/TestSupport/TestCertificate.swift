import Catalog
import Crypto
package import CryptoExtras
package import Foundation
import SwiftASN1
import X509

/// A certificate with its RSA key, made for a test.
package struct TestCertificate: Sendable {
    package let key: _RSA.Signing.PrivateKey
    private let certificate: Certificate

    /// - Parameters:
    ///   - name: its common name.
    ///   - key: `nil` for a new one.
    ///   - valid: from when to when, in seconds from now.
    ///   - issuer: who signs it; `nil` for itself, as an authority.
    ///   - isAuthority: whether it may sign others though it has an issuer.
    package init(
        _ name: String, key: _RSA.Signing.PrivateKey? = nil, valid: ClosedRange<TimeInterval> = -60...86_400 * 365,
        issuer: TestCertificate? = nil, isAuthority: Bool = false
    ) throws {
        let key = try key ?? _RSA.Signing.PrivateKey(keySize: .bits2048)
        let subject = try DistinguishedName { CommonName(name) }
        let extensions = try Certificate.Extensions {
            if issuer == nil || isAuthority {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(digitalSignature: true, keyCertSign: true))
            } else {
                SubjectAlternativeNames([
                    .dnsName("localhost"), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
                ])
            }
        }
        certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey),
            notValidBefore: Date(timeIntervalSinceNow: valid.lowerBound),
            notValidAfter: Date(timeIntervalSinceNow: valid.upperBound),
            issuer: issuer?.certificate.subject ?? subject, subject: subject,
            signatureAlgorithm: .sha256WithRSAEncryption,
            extensions: extensions, issuerPrivateKey: .init(issuer?.key ?? key))
        self.key = key
    }

    package var certificatePEM: String {
        get throws { try certificate.serializeAsPEM().pemString + "\n" }
    }

    package var keyPEM: String { key.pemRepresentation + "\n" }

    /// The certificate, then its key.
    package var pem: String { get throws { try certificatePEM + keyPEM } }

    /// A token that says these claims, signed by RS256: what a platform gives its workloads.
    package func token(_ claims: [String: Any]) throws -> String {
        func part(_ value: Any) throws -> String {
            try JSONSerialization.data(withJSONObject: value, options: .sortedKeys).base64URL
        }
        let text = try part(["alg": "RS256", "typ": "JWT"]) + "." + part(claims)
        let signature = try key.signature(for: SHA256.hash(data: Data(text.utf8)), padding: .insecurePKCS1v1_5)
        return text + "." + signature.rawRepresentation.base64URL
    }
}
