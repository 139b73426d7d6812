import AzureBatch
import Catalog
import Foundation
import TestSupport
import Testing

@testable import SyncDaemon

/// A secret that stands where its place is named, or anywhere else in the configuration, is in no message.
struct MistypedSecretTests {
    private let places = Places(environment: [:], isRoot: false)

    /// As keys, secrets and tokens look; one that begins with a slash is a path, one of letters a variable's name.
    private static func secrets() -> [String] {
        func random(_ count: Int, _ alphabet: String) -> String {
            String((0..<count).map { _ in alphabet.randomElement() ?? "x" })
        }
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return [
            Data((0..<64).map { _ in UInt8.random(in: .min ... .max) }).base64EncodedString(),
            "/" + random(85, letters + "/+") + "==", random(3, letters) + "8Q~" + random(33, letters + "._-~"),
            "S" + random(31, "0123456789abcdef"), "x" + random(30, letters), "p" + random(8, letters) + "$%&'! ?",
            random(12, letters) + "." + random(20, letters) + "." + random(10, letters),
        ]
    }

    private func account(_ lines: String, auth: String) -> String {
        """
        [[account]]
        name = "a"
        endpoint = "https://x.example"
        \(lines)
        [account.auth]
        \(auth)

        """
    }

    /// Configurations with a secret in every place that people put one.
    private func configurations(_ secret: String) -> [String] {
        let application = "tenant = \"t\"\nclient_id = \"c\"\n"
        let values = [
            "\"\(secret)\"", "'\(secret)'", secret, "{ file = \"\(secret)\" }", "{ file = \"/\(secret)\" }",
            "{ credential = \"\(secret)\" }", "{ env = \"\(secret)\" }", "{ env = \(secret) }",
            "{ value = \"\(secret)\" }", "{ \(secret) = \"file\" }", "{ \"\(secret)\" = 1 }", "{ \(secret) }",
            "[\"\(secret)\"]", "[\(secret)]", "{ file = [\"\(secret)\"] }", "{ file = { x = \"\(secret)\" } }",
            "{ file = \"/x\", \"\(secret)\" = 1 }", "\"\(secret)", "\"\"\"\n\(secret)\n\"\"\"", "\"x\" \(secret)",
            "{ file = \"/x\" } \(secret)", "{ file = \"\(secret)\", env = \"\(secret)\" }",
        ]
        var found: [String] = []
        for value in values {
            found.append(account("", auth: "method = \"shared-key\"\nkey = \(value)"))
            found.append(account("", auth: "method = \"client-secret\"\n\(application)secret = \(value)"))
            found.append(account("", auth: "method = \"client-certificate\"\n\(application)certificate = \(value)"))
            for (method, keys) in [
                ("", ["method", "tenant"]), ("shared-key", ["account"]),
                ("managed-identity", ["source", "resource_id"]),
                ("workload-identity", ["tenant", "client_id", "token_file", "authority", "send_chain"]),
            ] {
                let first = method.isEmpty ? "" : "method = \"\(method)\"\n"
                found += keys.map { account("", auth: "\(first)\($0) = \(value)") }
            }
            found += [account("auth = \(value)", auth: ""), account("key = \(value)", auth: "")]
        }
        let url = "https://user:\(secret)@host.example"
        for key in ["endpoint", "proxy", "ca_file", "filter", "cloud"] {
            found.append("[[account]]\n\(key) = \"\(url)\"\n")
            found.append("[[account]]\n\(key) = \"http://\(secret)@host.example:8080/x?y\"\n")
            found.append("[[account]]\n\(key) = \"user:\(secret)@host\"\n")
        }
        found.append("[daemon]\nmetrics_file = \"\(url)\"\nlog_level = \"\(url)\"\n")
        for line in [
            secret, "\(secret) = 1", "\"\(secret)\" = 1", "[\(secret)]", "[account.auth.\(secret)]",
            "key.\(secret) = 1",
            "key \(secret)", "key = { file = \"/x\" }\nkey.\(secret) = 1", "x = 1\nx.\(secret) = 2", "# x\n\(secret)",
        ] {
            found.append(account("", auth: "method = \"shared-key\"\n\(line)"))
            found.append("\(line)\n")
        }
        return found
    }

    @Test func `is in no message, and in no error of signing in`() throws {
        var (refused, used) = (0, 0)
        for secret in Self.secrets() {
            // Eight characters of it from here or there; twenty in a row hold such a part.
            let parts = stride(from: 0, through: secret.count - 8, by: 12).map { secret.dropFirst($0).prefix(8) }
            for text in configurations(secret) {
                let messages: String
                do {
                    let settings = try Settings.parse(text, file: "f.toml", places: places)
                    messages = settings.accounts.map(signInError).joined(separator: "\n")
                    used += 1
                } catch {
                    messages = error.description
                    refused += 1
                    #expect(messages.contains("f.toml:"), "\(messages)")
                }
                for part in parts where messages.contains(part) {
                    Issue.record("\(part) of \(secret) in \(messages) for \(text)")
                    return
                }
            }
        }
        #expect(refused > 1000 && used > 50, "\(refused) \(used)")
    }

    /// What the secret's reader says of a place where nothing is.
    private func signInError(_ account: AccountSettings) -> String {
        let source: SecretSource
        switch account.auth {
        case .sharedKey(_, let key): source = key
        case .token(.clientSecret(_, _, let secret), _): source = secret
        case .token(.clientCertificate(_, _, let certificate, _), _): source = certificate
        default: return ""
        }
        var said = "\(source)"
        for environment in [["CREDENTIALS_DIRECTORY": "/nonexistent"], [:]] {
            do throws(UpstreamError) {
                _ = try source.read(environment: environment)
                Issue.record("read \(account)")
            } catch {
                said += "\n\(error)"
            }
        }
        return said
    }

    @Test func `is not in what the doctor says`() async throws {
        let transports = Transports(environment: [:])
        for secret in Self.secrets() {
            for place in [SecretSource.file("/\(secret)"), .credential(secret), .environment(secret)] {
                var account = AccountSettings(
                    name: "a", endpoint: "https://127.0.0.1:1", cloud: .public, apiVersion: "2025-06-01",
                    maxResults: 1000, timeout: 1, interval: .hours(6), isEnabled: true,
                    auth: .sharedKey(account: "a", key: place))
                account.proxy = ProxyAddress("http://user:\(secret.filter(\.isLetter))@127.0.0.1:1")
                let application = TokenIdentity.Method.clientCertificate(
                    tenant: "t", clientID: "c", certificate: place)
                var other = account
                other.auth = .token(application, authority: "https://127.0.0.1:1")
                let doctor = Doctor(transports: transports, clock: FastClock(factor: 20), now: { .now })
                var findings: [Finding] = []
                try await doctor.examine([account, other]) { findings += $0 }
                let text = findings.map { "\($0)" }.joined()
                #expect(text.contains("cannot") && !text.contains(secret.filter(\.isLetter)))
                #expect(!text.contains(secret), "\(text)")
            }
        }
        try await transports.shutDown()
    }

    @Test func `a place where something is found is named`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.secret("open", "x", mode: 0o644)
        let error = #expect(throws: UpstreamError.self) { try SecretSource.file(file).read() }
        #expect(error?.description.contains("run: chmod o-rwx '\(file)'") == true)
        #expect("\(SecretSource.environment("PATH"))" == "the environment variable PATH")
        #expect("\(SecretSource.file("/nonexistent"))" == "the secret file")
    }
}
