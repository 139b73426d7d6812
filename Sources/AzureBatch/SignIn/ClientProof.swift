import Catalog
import Foundation

/// By what an application proves to Microsoft Entra ID that it is the one it says.
enum ClientProof: Sendable, CustomStringConvertible {
    case secret(SecretSource)
    /// - Parameter sendsChain: whether the certificate and its issuers go along.
    case certificate(SecretSource, sendsChain: Bool)
    /// The file's content is the assertion; a platform renews it.
    case federated(file: String)

    private static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    var description: String {
        switch self {
        case .secret(let source), .certificate(let source, _): source.description
        case .federated(let file): SecretSource.file(file).description
        }
    }

    /// The fields of the form that prove it, made anew from what is kept; the secret one is the last.
    func fields(clientID: String, tokenURL: String, now: UTCTime) async throws(UpstreamError) -> [(String, String)] {
        switch self {
        case .secret(let source):
            return [("client_secret", try source.read().value)]
        case .certificate(let source, let sendsChain):
            let certificate = try ClientCertificate.read(source)
            try certificate.check(now: now)
            let assertion = try await certificate.assertion(
                clientID: clientID, audience: tokenURL, sendsChain: sendsChain, now: now)
            return [("client_assertion_type", Self.assertionType), ("client_assertion", assertion.value)]
        case .federated(let file):
            // Its permissions are the platform's.
            let assertion = try SecretSource.platformFile(file)
            return [("client_assertion_type", Self.assertionType), ("client_assertion", assertion.value)]
        }
    }
}
