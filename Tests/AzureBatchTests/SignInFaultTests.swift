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
    /// Texts that no error may hold.
    private static let telltale = "Te11tale"

    private func check(_ name: String, _ error: UpstreamError?, _ code: String, _ words: String...) throws {
        let error = try #require(error, "\(name) went well")
        let text = error.description
        #expect(error.code == code, "\(name): \(text)")
        for word in words { #expect(text.contains(word), "\(name): \(text)") }
        #expect(error.remedy?.isEmpty == false, "\(name): \(text)")
        #expect(error.message.hasPrefix("cannot "), "\(name): \(text)")
        for secret in [Self.telltale, "PRIVATE KEY-----", "eyJ", "emulated."] {
            #expect(!text.contains(secret), "\(name): \(text)")
        }
        try FaultTable.check(.signIn, name, holds: "fails with \(code), its place and remedy, no secret") {}
    }

    private func error(_ bench: SignInBench, _ identity: TokenIdentity) async -> UpstreamError? {
        do throws(UpstreamError) {
            _ = try await bench.token(identity)
            return nil
        } catch {
            return error
        }
    }

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
            try check(
                "secret: missing file", await error(bench, secret(.file(folder.path("none")))), code,
                folder.path("none"), "check the path")
            let empty = try folder.secret("empty", " \n")
            try check("secret: empty file", await error(bench, secret(.file(empty))), code, empty, "is empty")
            let open = try folder.secret("open", Self.telltale, mode: 0o604)
            try check(
                "secret: file that the world may read", await error(bench, secret(.file(open))), code,
                "chmod o-rwx '\(open)'")
            let link = folder.path("link")
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: open)
            try check(
                "secret: link to a file that the world may read", await error(bench, secret(.file(link))), code, "chmod"
            )
            try check(
                "secret: folder", await error(bench, secret(.file(folder.url.path))), code, "no plain file")
            let large = try folder.secret("large", String(repeating: Self.telltale, count: 20_000))
            try check("secret: file of 160 KB", await error(bench, secret(.file(large))), code, "larger than 64 KiB")
            let bytes = folder.path("bytes")
            _ = FileManager.default.createFile(
                atPath: bytes, contents: Data([0xFF, 0xFE, 0]), attributes: [.posixPermissions: 0o600])
            try check("secret: no text", await error(bench, secret(.file(bytes))), code, "not UTF-8 text")
            try check(
                "secret: missing credential", await error(bench, secret(.credential("azure"))), code, "'azure'",
                "LoadCredential=azure:...")
            try check(
                "secret: missing variable", await error(bench, secret(.environment("BATCHIMGD_NONE"))), code,
                "BATCHIMGD_NONE")
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
                let found = await error(bench, try bench.clientCertificate(row.pem))
                try check(row.name, found, "CredentialUnavailable", bench.folder.path("certificate.pem"))
                for word in row.words {
                    #expect(found?.description.contains(word) == true, "\(row.name): \(found?.description ?? "")")
                }
            }
            #expect(await bench.signIn.requests.isEmpty)
            let unknown = await error(bench, try bench.clientCertificate(try other.pem))
            try check("certificate: not registered", unknown, "AADSTS700027", "upload the certificate")
        }
    }

    @Test func `applications that the tenant refuses`() async throws {
        try await SignInBench.with { bench in
            let settings = bench.settings
            let client = settings.applications[0].clientID
            let file = try bench.folder.secret("secret", Self.telltale)
            func secret(_ tenant: String, _ client: String) -> TokenIdentity {
                bench.identity(.clientSecret(tenant: tenant, clientID: client, secret: .file(file)))
            }
            try check(
                "wrong secret", await error(bench, secret(settings.tenant, client)), "AADSTS7000215",
                "the secret's value (not its ID)", file)
            try check(
                "wrong tenant", await error(bench, secret("contoso.example", client)), "AADSTS90002",
                "check 'tenant' ('contoso.example')")
            try check(
                "unknown client", await error(bench, secret(settings.tenant, "x")), "AADSTS700016",
                "check 'client_id' ('x')")
            var expired = settings
            expired.applications[0].expiredSecrets = [Self.telltale]
            await bench.signIn.apply(expired)
            try check(
                "expired secret", await error(bench, secret(settings.tenant, client)), "AADSTS7000222",
                "make a new one")
        }
        try await SignInBench.with { bench in
            try check(
                "workload identity: subject unknown", await error(bench, try bench.workload(["sub": "other"])),
                "AADSTS700213", "add a federated credential")
            try check(
                "workload identity: issuer unknown", await error(bench, try bench.workload(["iss": "other"])),
                "AADSTS700211", "add a federated credential")
            try check(
                "workload identity: for another audience", await error(bench, try bench.workload(["aud": "other"])),
                "AADSTS700212", "add a federated credential")
            try check(
                "workload identity: expired", await error(bench, try bench.workload(["exp": 1_700_000_000])),
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
            settings.applications[0].secrets = [Self.telltale]
            await bench.signIn.apply(settings)
            for row in rows {
                let fault = row.fault.dropLast() + #","times":9}"#
                await bench.signIn.setFaults(try Fault.list(Data("[\(fault)]".utf8)))
                let found = await error(bench, try bench.clientSecret(Self.telltale))
                try check(row.name, found, row.code)
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

    @Test func `machines without the identity`() async throws {
        try await SignInBench.with { bench in
            let unknown = bench.machine(.client("22222222-0000-4000-8000-000000000001"))
            try check(
                "managed identity: not assigned", await error(bench, unknown), "invalid_request",
                "az vm identity assign --identities")
            #expect(await bench.signIn.requests.count == 1)
            var settings = bench.settings
            settings.systemAssigned = false
            await bench.signIn.apply(settings)
            try check(
                "managed identity: none", await error(bench, bench.machine(.systemAssigned)), "invalid_request",
                "az vm identity assign")
        }
    }

    @Test(arguments: [(404, 5), (410, 8), (429, 5), (500, 5), (503, 5), (400, 1)])
    func `machines whose service is not ready are asked again`(status: Int, most: Int) async throws {
        try await SignInBench.with { bench in
            let fault = #"[{"status":\#(status),"times":\#(most - 1)}]"#
            if most > 1 {
                await bench.signIn.setFaults(try Fault.list(Data(fault.utf8)))
                _ = try await bench.token(bench.machine(.systemAssigned))
                #expect(await bench.signIn.requests.count == most)
                await bench.signIn.revoke()
            }
            await bench.signIn.setFaults(try Fault.list(Data(#"[{"status":\#(status),"times":99}]"#.utf8)))
            let second = bench.machine(.client(SignInBench.userAssigned.clientID))
            let before = await bench.signIn.requests.count
            let error = try #require(await error(bench, second))
            #expect(error.status == status)
            #expect(await bench.signIn.requests.count == before + most)
        }
    }

    @Test func `a machine that is brought up to date is waited for more than 70 s`() throws {
        let error = UpstreamError(code: "x", message: "x", status: 410, isTransient: true)
        let source = try TokenSources(clock: ContinuousClock(), now: { UTCTime(seconds: 0) }, environment: [:]).source(
            of: TokenIdentity(
                method: .managedIdentity(ManagedIdentity(selection: .systemAssigned, source: .imds)), authority: nil,
                cloud: .public, proxy: nil, caFile: nil)
        ) { _ in HTTPTransport(.shared) }
        let waits = (1...20).map { source.delay(after: error, attempt: $0) }
        #expect(waits.compactMap(\.self).reduce(.zero, +) >= .seconds(70) && waits.last == .some(nil))
    }

    @Test func `an Arc agent that asks for other files is not told what they say`() async throws {
        try await SignInBench.with { bench in
            let arc = bench.machine(.systemAssigned, .arc)
            let folder = bench.folder
            let outside = try TemporaryFolder()
            let secret = try outside.secret("x.key", Self.telltale)
            try folder.secret("x.txt", Self.telltale)
            try folder.secret("large.key", String(repeating: "x", count: 5000))
            try FileManager.default.createSymbolicLink(atPath: folder.path("link.key"), withDestinationPath: secret)
            for (name, path) in [
                ("outside of its folder", secret), ("by another name", folder.path("x.txt")),
                ("above its folder", "\(folder.url.path)/../\(outside.url.lastPathComponent)/x.key"),
                ("through a link", folder.path("link.key")), ("of 5000 bytes", folder.path("large.key")),
                ("that is not there", folder.path("none.key")),
            ] {
                let fault = #"[{"status":401,"headers":{"WWW-Authenticate":"Basic realm=\#(path)"}}]"#
                await bench.signIn.setFaults(try Fault.list(Data(fault.utf8)))
                try check("Arc: key \(name)", await error(bench, arc), "SignInFailed", "Arc")
            }
            #expect(await bench.signIn.requests.allSatisfy { $0.headers["authorization"] == nil })
            await bench.signIn.setFaults(try Fault.list(Data(#"[{"status":401}]"#.utf8)))
            try check("Arc: challenge without a key", await error(bench, arc), "SignInFailed", "names no key")
        }
    }

    @Test func `az that gives no token`() async throws {
        try await SignInBench.with { bench in
            let az = bench.identity(.azureCLI(tenant: nil))
            func fails(_ name: String, _ code: String, _ word: String) async throws {
                try check("az: \(name)", await error(bench, az), code, word)
            }
            let nowhere = TokenSources(
                clock: ContinuousClock(), now: { bench.time.now }, environment: ["PATH": "/nonexistent"])
            let source = try nowhere.source(of: az) { _ in bench.transport }
            let absent = await #expect(throws: UpstreamError.self) { try await source.token(claims: nil) }
            try check("az: absent", absent, "SignInFailed", "not installed")
            try bench.az("echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1")
            try await fails("not logged in", "NotLoggedIn", "run az login")
            try bench.az("echo 'AADSTS700082: The refresh token has expired. Te11tale' >&2; exit 1")
            try await fails("its login has expired", "AADSTS700082", "run az login")
            try bench.az("echo Te11tale >&2; exit 2")
            try await fails("fails", "SignInFailed", "see what it says")
            try bench.az("echo Te11tale")
            try await fails("prints no JSON", "SignInFailed", "no token")
            try bench.az("echo '{\"accessToken\":\"Te11tale\"}'")
            try await fails("an old version", "SignInFailed", "2.54")
            try bench.az("echo '{\"accessToken\":\"Te11tale\",\"expires_on\":1700000000}'")
            try await fails("prints an expired token", "SignInFailed", "expired")
            try bench.az("while :; do echo Te11taleTe11taleTe11tale; done")
            try await fails("never stops printing", "SignInFailed", "prints too much")
        }
    }

    @Test func `az that hangs is ended with all that it started`() async throws {
        try await SignInBench.with { bench in
            try bench.az("echo $$ > \(bench.folder.path("pid")); sleep 1000 & sleep 1000")
            let sources = TokenSources(
                clock: QuickClock(), now: { bench.time.now }, environment: bench.environment)
            let source = try sources.source(of: bench.identity(.azureCLI(tenant: nil))) { _ in bench.transport }
            let error = await #expect(throws: UpstreamError.self) { try await source.token(claims: nil) }
            try check("az: hangs", error, "SignInFailed", "did not answer within 60 s")
            let group = try String(contentsOfFile: bench.folder.path("pid"), encoding: .utf8).trimmingCharacters(
                in: .whitespacesAndNewlines)
            // They were told to end; the kernel takes a moment.
            let end = ContinuousClock.now + .seconds(10)
            while try running(inSession: group) != [], .now < end { await Task.yield() }
            #expect(try running(inSession: group) == [])
        }
    }

    /// The processes of a session as /proc shows them, but for those that await burial.
    private func running(inSession session: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
            guard Int(name) != nil, let stat = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8),
                let end = stat.lastIndex(of: ")")
            else { return false }
            // State, parent, group, session.
            let fields = stat[end...].dropFirst().split(separator: " ")
            return fields.count > 3 && fields[3] == session && fields[0] != "Z"
        }
    }

    @Test func `secrets go neither in clear text over the network nor to a stranger`() async throws {
        try await SignInBench.with { bench in
            for authority in ["http://login.example", "http://10.0.0.1:1", "ftp://127.0.0.1"] {
                let identity = TokenIdentity(
                    method: try bench.clientSecret().method, authority: authority, cloud: .public, proxy: nil,
                    caFile: nil)
                let found = await error(bench, identity)
                #expect(found?.message.contains("neither https nor on this machine") == true)
            }
        }
        for (variable, url, source) in [
            ("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://10.0.0.1", ManagedIdentity.Source.imds),
            ("IDENTITY_ENDPOINT", "http://10.0.0.1/x", .arc), ("IDENTITY_ENDPOINT", "https://arc.example/x", .arc),
        ] {
            try await SignInBench.with(environment: [variable: url]) { bench in
                let found = await error(bench, bench.machine(.systemAssigned, source))
                #expect(found?.remedy == "check \(variable)", "\(found?.description ?? "")")
            }
        }
    }
}

/// A clock on which a minute is over in three seconds.
private struct QuickClock: Clock {
    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .milliseconds(1) }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        try await ContinuousClock().sleep(for: (deadline - .now) / 20)
    }
}
