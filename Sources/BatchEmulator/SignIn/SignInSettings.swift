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
        /// Subjects, whose certificates of an issuer are trusted whatever the certificate: they come along as x5c.
        package var subjectNames: [SubjectName] = []
        package var federated: [Federation] = []

        package init(clientID: String) { self.clientID = clientID }
    }

    /// A subject, and the PEM of the authority that its certificates come from.
    package struct SubjectName: Codable, Sendable {
        package var subject: String
        package var authority: String
    }

    /// Another issuer, whose tokens for one subject the application signs in with.
    package struct Federation: Codable, Sendable {
        package var issuer: String
        package var subject: String
        /// PEM of the certificate that the issuer signs with.
        package var certificate: String
    }

    /// An identity that is assigned to the machine.
    package struct UserAssigned: Codable, Sendable {
        package var clientID: String
        package var objectID: String
        package var resourceID: String
    }

    package var tenant = "72f988bf-0000-4000-8000-00000000e3e0"
    package var applications: [Application]
    /// Whether the machine has an identity of its own.
    package var systemAssigned = true
    package var userAssigned: [UserAssigned] = []
    /// The application's ID of the machine's own identity.
    package var machineClientID = "00000000-0000-4000-8000-00000000a11e"
    /// Whether every identity that is asked for is taken for the machine's own, as older agents do.
    package var ignoresSelection = false
    /// What App Service gives its apps as IDENTITY_HEADER.
    package var identityHeader: String
    /// Seconds that a token lives.
    package var tokenLifetime = 3600
    /// Claims, as JSON, that the service wants a token to be asked for with.
    package var requiredClaims: String?

    package init() {
        var application = Application(clientID: "00000000-0000-4000-8000-0000000ba7c4")
        // Made from the name, so that a restart does not change it.
        application.secrets = [Self.secret("batch-emulator secret")]
        applications = [application]
        identityHeader = Self.secret("batch-emulator identity header")
    }

    private static func secret(_ name: String) -> String {
        Data(SHA256.hash(data: Data(name.utf8))).base64EncodedString()
    }
}
