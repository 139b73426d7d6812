import AzureBatch
import Catalog
import Crypto
import Foundation
import JWTKit
import SwiftASN1
import X509

/// Checks an application's assertion: who signed it, for whom, and when.
struct AssertionCheck {
    let application: SignInSettings.Application
    /// Whom an assertion of the application's own is for.
    let tokenURL: String
    let now: Catalog.UTCTime

    /// Whom an assertion of another issuer is for.
    static let exchangeAudience = "api://AzureADTokenExchange"

    func check(_ assertion: String) async throws(TokenEndpoint.Refusal) {
        let parts = assertion.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let header: Header = Self.read(parts[0]), let claims: Claims = Self.read(parts[1])
        else {
            throw .client(50027, "JWT token is invalid or malformed.")
        }
        if let federation = application.federated.first(where: { $0.issuer == claims.iss }) {
            guard claims.sub == federation.subject else {
                throw .client(
                    700_213,
                    "No matching federated identity record found for presented assertion subject '\(claims.sub)'.")
            }
            guard claims.aud.value.contains(Self.exchangeAudience) else {
                throw .client(700_212, "No matching federated identity record found for its audience.")
            }
            try await verify(assertion, header, federation.certificate)
        } else {
            guard claims.iss == application.clientID, claims.sub == application.clientID else {
                throw .client(700_211, "No matching federated identity record for its issuer.")
            }
            let sent = ChainCheck(trusted: application.subjectNames, now: now).signer(header.x5c ?? [])
            let trusted = application.certificates + [sent].compactMap(\.self)
            guard let certificate = trusted.first(where: { Self.isNamed($0, by: header) }) else {
                throw .client(
                    700_027,
                    "The certificate with identifier used to sign the client assertion is not registered on application."
                )
            }
            guard claims.aud.value == [tokenURL] else {
                throw .client(700_023, "Client assertion audience claim does not match.")
            }
            try await verify(assertion, header, certificate)
        }
        // Five minutes of grace, as the service gives; an assertion of the application's own lives ten at most.
        guard claims.exp > Double(now.seconds - 300), (claims.nbf ?? 0) <= Double(now.seconds + 300) else {
            throw .client(700_024, "Client assertion is not within its valid time range.")
        }
    }

    private func verify(_ assertion: String, _ header: Header, _ pem: String) async throws(TokenEndpoint.Refusal) {
        do {
            let key = try JWTKit.Insecure.RSA.PublicKey(certificatePEM: pem)
            let keys = JWTKeyCollection()
            switch header.alg {
            case "PS256": await keys.add(pss: key, digestAlgorithm: .sha256)
            case "RS256": await keys.add(rsa: key, digestAlgorithm: .sha256)
            default: throw JWTError.generic(identifier: "alg", reason: header.alg)
            }
            _ = try await keys.verify(assertion, as: Claims.self)
        } catch {
            throw .client(700_027, "The certificate or key used to sign the assertion: invalid signature.")
        }
    }

    private static func isNamed(_ pem: String, by header: Header) -> Bool {
        guard let document = try? PEMDocument(pemString: pem) else { return false }
        let der = Data(document.derBytes)
        // Official clients pad what should not be padded.
        func says(_ name: String?, _ digest: some Sequence<UInt8>) -> Bool {
            name.flatMap { Data(base64URL: $0) } == Data(digest)
        }
        return says(header.sha256, SHA256.hash(data: der)) || says(header.x5t, Crypto.Insecure.SHA1.hash(data: der))
    }

    private static func read<Value: Decodable>(_ part: String) -> Value? {
        Data(base64URL: part).flatMap { try? JSONDecoder().decode(Value.self, from: $0) }
    }

    private struct Header: Decodable {
        let alg: String
        let x5t: String?
        let sha256: String?
        let x5c: [String]?

        enum CodingKeys: String, CodingKey {
            case alg, x5t, x5c
            case sha256 = "x5t#S256"
        }
    }

    /// Times may have fractions: official clients send them.
    private struct Claims: JWTPayload {
        let iss: String
        let sub: String
        let aud: AudienceClaim
        let exp: Double
        let nbf: Double?

        /// Checked by whoever reads them.
        func verify(using algorithm: some JWTAlgorithm) throws {}
    }
}

/// Checks the certificates that come with an assertion (x5c): whether the first is a trusted subject's, and each is
/// issued by the next, up to the authority.
private struct ChainCheck {
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
