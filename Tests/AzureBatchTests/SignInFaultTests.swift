import AsyncHTTPClient
import AzureBatch
import BatchEmulator
import Catalog
import CryptoExtras
import Foundation
import TestSupport
import Testing

/// Whatever is wrong with a proof, or with who gives tokens: one clear error that names the place and the remedy, and
/// holds no secret.
@Suite(.serialized)
struct SignInFaultTests {
    @Test func `secrets that cannot be read`() async throws {
        try await SignInBench.with { bench in
            let folder = bench.folder
            func secret(_ source: SecretSource) -> TokenIdentity {
                bench.identity(
                    .clientSecret(
                        tenant: bench.settings.tenant, clientID: bench.settings.applications[0].clientID,
                        secret: source))
            }
            let code = "CredentialUnavailable"
            try bench.check(
                "secret: missing file", await bench.error(secret(.file(folder.path("Te11tale")))), code,
                "No such file", "check the path")
            let empty = try folder.secret("empty", " \n")
            try bench.check("secret: empty file", await bench.error(secret(.file(empty))), code, empty, "is empty")
            let open = try folder.secret("open", SignInBench.telltale, mode: 0o604)
            try bench.check(
                "secret: file that the world may read", await bench.error(secret(.file(open))), code,
                "chmod o-rwx '\(open)'")
            let link = folder.path("link")
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: open)
            try bench.check(
                "secret: link to a file that the world may read", await bench.error(secret(.file(link))), code, "chmod"
            )
            try bench.check(
                "secret: folder", await bench.error(secret(.file(folder.url.path))), code, "no plain file")
            let large = try folder.secret("large", String(repeating: SignInBench.telltale, count: 20_000))
            try bench.check(
                "secret: file of 160 KB", await bench.error(secret(.file(large))), code, "larger than 64 KiB")
            let bytes = folder.path("bytes")
            _ = FileManager.default.createFile(
                atPath: bytes, contents: Data([0xFF, 0xFE, 0]), attributes: [.posixPermissions: 0o600])
            try bench.check("secret: no text", await bench.error(secret(.file(bytes))), code, "not UTF-8 text")
            try bench.check(
                "secret: missing credential", await bench.error(secret(.credential("Te11tale"))), code,
                "LoadCredential=NAME:")
            try bench.check(
                "secret: missing variable", await bench.error(secret(.environment("Te11tale"))), code, "'env'")
            #expect(await bench.signIn.requests.isEmpty)
        }
    }

    @Test func `certificates that cannot be used`() async throws {
        let usual = try SignInBench.certificate.get()
        let other = try SignInBench.issuer.get()
        let short = try TestCertificate("short", key: .init(unsafeKeySize: .init(bitCount: 1024)))
        let rows: [(name: String, pem: String, words: [String])] = [
            ("certificate: no PEM", "Te11tale", ["is not PEM", "expected PEM text"]),
            ("certificate: key alone", usual.keyPEM, ["no certificate"]),
            ("certificate: without its key", try usual.certificatePEM, ["0 private keys"]),
            ("certificate: two keys", try usual.pem + other.keyPEM, ["2 private keys"]),
            (
                "certificate: key of another", try usual.certificatePEM + other.keyPEM,
                ["does not belong to the certificate"]
            ),
            (
                "certificate: expired",
                try TestCertificate("old", key: usual.key, valid: -86_400 * 30 ... -86_400).pem,
                ["expired on 20", "make a new one"]
            ),
            (
                "certificate: not valid yet", try TestCertificate("new", key: usual.key, valid: 86_400...172_800).pem,
                ["not valid before 20"]
            ),
            ("certificate: key of 1024 bits", try short.pem, ["2048 bits"]),
            (
                "certificate: encrypted key",
                try usual.certificatePEM
                    + "-----BEGIN ENCRYPTED PRIVATE KEY-----\nVGUxMXRhbGU=\n-----END ENCRYPTED PRIVATE KEY-----\n",
                ["encrypted", "openssl pkey"]
            ),
            (
                "certificate: damaged",
                "-----BEGIN CERTIFICATE-----\nVGUxMXRhbGU=\n-----END CERTIFICATE-----\n" + usual.keyPEM, ["damaged"]
            ),
        ]
        try await SignInBench.with { bench in
            for row in rows {
                let found = await bench.error(try bench.clientCertificate(row.pem))
                try bench.check(row.name, found, "CredentialUnavailable", bench.folder.path("certificate.pem"))
                for word in row.words {
                    #expect(found?.description.contains(word) == true, "\(row.name): \(found?.description ?? "")")
                }
            }
            #expect(await bench.signIn.requests.isEmpty)
            let unknown = await bench.error(try bench.clientCertificate(try other.pem))
            try bench.check("certificate: not registered", unknown, "AADSTS700027", "upload the certificate")
        }
    }

    @Test func `applications that the tenant refuses`() async throws {
        try await SignInBench.with { bench in
            let settings = bench.settings
            let client = settings.applications[0].clientID
            let file = try bench.folder.secret("secret", SignInBench.telltale)
            func secret(_ tenant: String, _ client: String) -> TokenIdentity {
                bench.identity(.clientSecret(tenant: tenant, clientID: client, secret: .file(file)))
            }
            try bench.check(
                "wrong secret", await bench.error(secret(settings.tenant, client)), "AADSTS7000215",
                "the secret's value (not its ID)", file)
            try bench.check(
                "wrong tenant", await bench.error(secret("contoso.example", client)), "AADSTS90002",
                "check 'tenant' ('contoso.example')")
            try bench.check(
                "unknown client", await bench.error(secret(settings.tenant, "x")), "AADSTS700016",
                "check 'client_id' ('x')")
            var expired = settings
            expired.applications[0].expiredSecrets = [SignInBench.telltale]
            await bench.signIn.apply(expired)
            try bench.check(
                "expired secret", await bench.error(secret(settings.tenant, client)), "AADSTS7000222",
                "make a new one")
        }
        try await SignInBench.with { bench in
            try bench.check(
                "workload identity: subject unknown", await bench.error(try bench.workload(["sub": "other"])),
                "AADSTS700213", "add a federated credential")
            try bench.check(
                "workload identity: issuer unknown", await bench.error(try bench.workload(["iss": "other"])),
                "AADSTS700211", "add a federated credential")
            try bench.check(
                "workload identity: for another audience", await bench.error(try bench.workload(["aud": "other"])),
                "AADSTS700212", "add a federated credential")
            try bench.check(
                "workload identity: expired", await bench.error(try bench.workload(["exp": 1_700_000_000])),
                "AADSTS700024", "clock")
        }
    }

    @Test func `token endpoints that answer nonsense`() async throws {
        let token = #"{"access_token":"Te11tale","expires_in":"#
        let rows: [(name: String, fault: String, code: String, words: [String])] = [
            ("token endpoint: HTML", #"{"html":true}"#, "SignInFailed", ["text/html", "'authority'"]),
            ("token endpoint: HTML and 502", #"{"html":true,"status":502,"body":"<p>"}"#, "HTTPStatus502", ["502"]),
            ("token endpoint: 500", #"{"status":500}"#, "server_error", ["500"]),
            ("token endpoint: 503", #"{"status":503,"headers":{"Retry-After":"1"}}"#, "server_error", ["503"]),
            ("token endpoint: 429 that stays", #"{"status":429}"#, "server_error", ["429"]),
            ("token endpoint: nonsense", #"{"garbage":true}"#, "SignInFailed", ["no token"]),
            ("token endpoint: empty body", #"{"body":""}"#, "SignInFailed", ["no token"]),
            ("token endpoint: a list", #"{"body":"[1]"}"#, "SignInFailed", ["no token"]),
            ("token endpoint: no token", #"{"body":"{\"expires_in\":1}"}"#, "SignInFailed", ["no token"]),
            ("token endpoint: token expired already", body(token + "0}"), "SignInFailed", ["expired", "clock"]),
            ("token endpoint: token expired long ago", body(token + "-9}"), "SignInFailed", ["expired", "clock"]),
            (
                "token endpoint: token without expiry", body(#"{"access_token":"Te11tale"}"#), "SignInFailed",
                ["no expiry"]
            ),
            (
                "token endpoint: token with a line break", body(#"{"access_token":"Te11tale\nX: y","expires_in":9}"#),
                "SignInFailed", ["cannot be sent"]
            ),
            ("token endpoint: redirect", #"{"redirect":"http://127.0.0.1:1/"}"#, "SignInFailed", ["redirects"]),
            ("token endpoint: closes the connection", #"{"drop":true}"#, "ConnectionFailed", ["127.0.0.1"]),
            ("token endpoint: 70 MB", #"{"huge":true}"#, "ListingTooLarge", ["127.0.0.1"]),
            (
                "token endpoint: echoes the secret", #"{"status":400,"message":"Te11tale is wrong"}"#, "server_error",
                ["<redacted>"]
            ),
        ]
        try await SignInBench.with { bench in
            var settings = bench.settings
            settings.applications[0].secrets = [SignInBench.telltale]
            await bench.signIn.apply(settings)
            for row in rows {
                let fault = row.fault.dropLast() + #","times":9}"#
                await bench.signIn.setFaults(try Fault.list(Data("[\(fault)]".utf8)))
                let found = await bench.error(try bench.clientSecret(SignInBench.telltale))
                try bench.check(row.name, found, row.code)
                for word in row.words {
                    #expect(found?.description.contains(word) == true, "\(row.name): \(found?.description ?? "")")
                }
            }
        }
    }

    private func body(_ text: String) -> String {
        let json = (try? JSONEncoder().encode(["body": text])) ?? Data()
        return String(decoding: json, as: UTF8.self)
    }

    @Test func `secrets go neither in clear text over the network nor to a stranger`() async throws {
        try await SignInBench.with { bench in
            for authority in ["http://login.example", "http://10.0.0.1:1", "ftp://127.0.0.1"] {
                let identity = TokenIdentity(
                    method: try bench.clientSecret().method, authority: authority, cloud: .public, proxy: nil,
                    caFile: nil)
                let found = await bench.error(identity)
                #expect(found?.message.contains("neither https nor on this machine") == true)
            }
        }
        for (variable, url, source) in [
            ("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://10.0.0.1", ManagedIdentity.Source.imds),
            ("IDENTITY_ENDPOINT", "http://10.0.0.1/x", .arc), ("IDENTITY_ENDPOINT", "https://arc.example/x", .arc),
        ] {
            try await SignInBench.with(environment: [variable: url]) { bench in
                let found = await bench.error(bench.machine(.systemAssigned, source))
                #expect(found?.remedy == "check \(variable)", "\(found?.description ?? "")")
            }
        }
    }
}
