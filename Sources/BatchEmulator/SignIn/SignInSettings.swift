import Crypto
import Foundation

/// Who may sign in to the emulated service, and how: what `GET` and `PUT /_emulator/sign-in` carry. It is an emulator:
/// its secrets are none.
package struct SignInSettings: Codable, Sendable {
    /// An application of the tenant.
    package struct Application: Codable, Sendable {
        package var clientID: String
        package var secrets: [String] = []
        package var expiredSecrets: [String] = []
        /// PEM of the certificates that its assertions may be signed with.
        package var certificates: [String] = []
        package var federated: [Federation] = []

        package init(clientID: String) {
            self.clientID = clientID
        }
    }

    /// Another issuer, whose tokens for one subject the application signs in with.
    package struct Federation: Codable, Sendable {
        package var issuer: String
        package var subject: String
        /// PEM of the certificate that the issuer signs with.
        package var certificate: String

        package init(issuer: String, subject: String, certificate: String) {
            self.issuer = issuer
            self.subject = subject
            self.certificate = certificate
        }
    }

    /// An identity that is assigned to the machine.
    package struct UserAssigned: Codable, Sendable {
        package var clientID: String
        package var objectID: String
        package var resourceID: String

        package init(clientID: String, objectID: String, resourceID: String) {
            self.clientID = clientID
            self.objectID = objectID
            self.resourceID = resourceID
        }
    }

    package var tenant = "72f988bf-0000-4000-8000-00000000e3e0"
    package var applications: [Application]
    /// Whether the machine has an identity of its own.
    package var systemAssigned = true
    package var userAssigned: [UserAssigned] = []
    /// Seconds that a token lives.
    package var tokenLifetime = 3600
    /// Claims, as JSON, that the service wants a token to be asked for with.
    package var requiredClaims: String?

    package init() {
        var application = Application(clientID: "00000000-0000-4000-8000-0000000ba7c4")
        // Made from the name, so that a restart does not change it.
        application.secrets = [Data(SHA256.hash(data: Data("batch-emulator secret".utf8))).base64EncodedString()]
        applications = [application]
    }
}
