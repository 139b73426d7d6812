import Foundation

extension Installation {
    /// Accounts that sign in to the emulator in every way there is, each named for its method.
    package struct SignIn {
        package static let methods = [
            "shared-key", "client-secret", "client-certificate", "workload-identity", "managed-identity", "arc",
            "azure-cli",
        ]

        package let certificate: TestCertificate
        private let issuer: TestCertificate
        /// The secret that the client of every example has.
        package let secret = "Te11tale-client-secret"
        package let workloadToken: String

        package init() throws {
            certificate = try TestCertificate("batchimgd")
            issuer = try TestCertificate("issuer")
            workloadToken = try issuer.token([
                "iss": "https://issuer.example", "sub": "system:x", "aud": "api://AzureADTokenExchange",
                "exp": Int(Date.now.timeIntervalSince1970) + 3600,
            ])
        }

        /// What the emulator is started with.
        func options(_ folder: URL) throws -> [String] {
            let keys = folder.appendingPathComponent("opt/azcmagent/tokens").path
            try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
            return ["--arc-keys", keys]
        }

        func mounted(_ folder: URL) -> String { folder.appendingPathComponent("opt").path }

        func environment(_ folder: URL, _ url: String) -> [String: String] {
            [
                "AZURE_POD_IDENTITY_AUTHORITY_HOST": url,
                "IDENTITY_ENDPOINT": "\(url)/metadata/identity/oauth2/token",
                "CREDENTIALS_DIRECTORY": folder.path, "BATCHIMGD_CLIENT_SECRET": secret,
                "PATH": "\(folder.path):/usr/bin:/bin",
            ]
        }

        /// Registers what the accounts prove themselves by, and writes it where they find it.
        func prepare(_ folder: URL, _ url: String) throws {
            try register(url, secret: secret, certificate: certificate)
            try write(folder, "proof.pem", try certificate.pem, 0o600)
            try write(folder, "workload", workloadToken, 0o644)
            // Prints what the machine's own identity is given, in the words of az.
            try write(
                folder, "az",
                """
                #!/bin/sh
                curl -s -H Metadata:true "\(url)/metadata/identity/oauth2/token?api-version=2018-02-01&resource=$6" |
                    sed 's/access_token/accessToken/; s/"expires_on":"\\([0-9]*\\)"/"expires_on":\\1/'

                """, 0o700)
        }

        /// Makes this secret and certificate those of the application.
        package func register(_ url: String, secret: String, certificate: TestCertificate, life: Int = 3600) throws {
            let text = try Programs.run("/usr/bin/curl", ["-sf", "\(url)/_emulator/sign-in"]).output
            var settings = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
            var applications = settings["applications"] as? [[String: Any]] ?? [[:]]
            applications[0]["secrets"] = [secret]
            applications[0]["certificates"] = [try certificate.certificatePEM]
            applications[0]["federated"] = [
                [
                    "issuer": "https://issuer.example", "subject": "system:x",
                    "certificate": try issuer.certificatePEM,
                ]
            ]
            settings["applications"] = applications
            settings["tokenLifetime"] = life
            let json = String(decoding: try JSONSerialization.data(withJSONObject: settings), as: UTF8.self)
            _ = try Programs.run("/usr/bin/curl", ["-sf", "-X", "PUT", "-d", json, "\(url)/_emulator/sign-in"])
        }

        /// The lines of `[account.auth]`; `nil` for the account's key.
        func auth(_ account: String, _ folder: URL, _ url: String) throws -> String? {
            let application = """
                tenant = "72f988bf-0000-4000-8000-00000000e3e0"
                client_id = "00000000-0000-4000-8000-0000000ba7c4"
                authority = "\(url)"
                """
            return switch account {
            case "client-secret":
                """
                method = "client-secret"
                \(application)
                secret = { env = "BATCHIMGD_CLIENT_SECRET" }

                """
            case "client-certificate":
                """
                method = "client-certificate"
                \(application)
                certificate = { credential = "proof.pem" }

                """
            case "workload-identity":
                """
                method = "workload-identity"
                \(application)
                token_file = "\(folder.path)/workload"

                """
            case "managed-identity": "method = \"managed-identity\"\nsource = \"imds\"\n"
            case "arc": "method = \"managed-identity\"\nsource = \"arc\"\n"
            case "azure-cli": "method = \"azure-cli\"\n"
            default: nil
            }
        }

        private func write(_ folder: URL, _ name: String, _ text: String, _ mode: Int) throws {
            let file = folder.appendingPathComponent(name)
            try Data(text.utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        }
    }
}
