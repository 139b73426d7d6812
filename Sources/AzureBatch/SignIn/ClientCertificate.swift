package import Catalog
import Crypto
import Foundation
import JWTKit
import SwiftASN1
import X509

/// An application's certificate with its RSA key.
package struct ClientCertificate: Sendable, CustomStringConvertible, CustomReflectable {
    private let certificate: Certificate
    /// Who issued it, who issued that one, and so on: as far as they are at hand.
    private let issuers: [Certificate]
    private let key: JWTKit.Insecure.RSA.PrivateKey
    private let source: SecretSource

    /// Reads PEM text: one key, the certificate that it belongs to, and those of its issuers, in any order.
    ///
    /// - Throws: `UpstreamError` that names the place and the remedy.
    package static func read(_ source: SecretSource) throws(UpstreamError) -> ClientCertificate {
        let expected = "expected PEM text: the certificate, then its unencrypted RSA private key"
        let text = try source.read().value
        guard let documents = try? PEMDocument.parseMultiple(pemString: text), !documents.isEmpty else {
            throw .credential("cannot use \(source): it is not PEM", remedy: expected)
        }
        let certificates = documents.filter { $0.discriminator == "CERTIFICATE" }
        let keys = documents.filter { $0.discriminator.hasSuffix("PRIVATE KEY") }
        guard !certificates.isEmpty else {
            throw .credential("cannot use \(source): it has no certificate", remedy: expected)
        }
        guard let key = keys.first, keys.count == 1 else {
            throw .credential("cannot use \(source): it has \(keys.count) private keys", remedy: expected)
        }
        guard key.discriminator != "ENCRYPTED PRIVATE KEY" else {
            throw .credential(
                "cannot use \(source): its private key is encrypted", remedy: "decrypt it with: openssl pkey")
        }
        guard let privateKey = try? Certificate.PrivateKey(pemDocument: key),
            let rsa = try? JWTKit.Insecure.RSA.PrivateKey(pem: privateKey.serializeAsPEM().pemString)
        else {
            throw .credential(
                "cannot use \(source): its private key cannot be read", remedy: "use an RSA key of 2048 bits or more")
        }
        let readable = certificates.compactMap { try? Certificate(pemDocument: $0) }
        guard readable.count == certificates.count else {
            throw .credential("cannot use \(source): its certificate is damaged", remedy: expected)
        }
        guard let own = readable.first(where: { $0.publicKey == privateKey.publicKey }) else {
            throw .credential(
                "cannot use \(source): the private key does not belong to the certificate",
                remedy: "put the certificate and the key that it was made for into one file")
        }
        return ClientCertificate(
            certificate: own, issuers: issuers(of: own, among: readable), key: rsa, source: source)
    }

    private static func issuers(of certificate: Certificate, among all: [Certificate]) -> [Certificate] {
        var chain = [certificate]
        while let last = chain.last, last.issuer != last.subject,
            let next = all.first(where: { $0.subject == last.issuer && !chain.contains($0) })
        {
            chain.append(next)
        }
        return Array(chain.dropFirst())
    }

    package var description: String { "ClientCertificate(\(source), <redacted>)" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    package var expires: Catalog.UTCTime {
        Catalog.UTCTime(seconds: Int(certificate.notValidAfter.timeIntervalSince1970))
    }

    /// - Throws: `UpstreamError` when it is not valid at this time.
    package func check(now: Catalog.UTCTime) throws(UpstreamError) {
        guard expires > now else {
            throw .credential(
                "cannot use \(source): the certificate expired on \(expires.dateText)",
                remedy: "make a new one, upload it to the application and put it there")
        }
        let begins = Catalog.UTCTime(seconds: Int(certificate.notValidBefore.timeIntervalSince1970))
        guard begins <= now else {
            throw .credential(
                "cannot use \(source): the certificate is not valid before \(begins.dateText)",
                remedy: "set this machine's clock (timedatectl), or wait")
        }
    }

    /// A statement of this moment, signed, that the application is who it says: PS256, named by the certificate's
    /// SHA-256 (Microsoft identity platform, "Certificate credentials").
    ///
    /// - Parameter sendsChain: whether the certificate and its issuers go along (RFC 7515, section 4.1.6: base64, not
    ///   base64url, the certificate first).
    func assertion(
        clientID: String, audience: String, sendsChain: Bool, now: Catalog.UTCTime
    ) async throws(UpstreamError) -> Secret {
        var header = JWTHeader()
        header.typ = "JWT"
        let signed: String
        do {
            let document = try certificate.serializeAsPEM()
            header.x5tS256 = Data(SHA256.hash(data: Data(document.derBytes))).base64URL
            // The signer takes PEM and sends base64 of DER.
            if sendsChain {
                header.x5c = try [document.pemString] + issuers.map { try $0.serializeAsPEM().pemString }
            }
            let claims = AssertionClaims(
                aud: audience, iss: clientID, sub: clientID, jti: UUID().uuidString.lowercased(), iat: now.seconds,
                nbf: now.seconds, exp: now.seconds + 600)
            signed = try await JWTKeyCollection().add(pss: key, digestAlgorithm: .sha256).sign(claims, header: header)
        } catch {
            throw .credential("cannot sign with the key in \(source)", remedy: "check that it is an RSA key")
        }
        return Secret(signed)
    }
}

private struct AssertionClaims: JWTPayload {
    let aud: String
    let iss: String
    let sub: String
    let jti: String
    /// Whole seconds (RFC 7519 would take fractions; not every reader does).
    let iat: Int
    let nbf: Int
    let exp: Int

    /// Only made here, never read.
    func verify(using algorithm: some JWTAlgorithm) throws {}
}
