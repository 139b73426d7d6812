import AzureBatch
import BatchEmulator
import Catalog
import Foundation
import RecordedListings
import TestSupport
import Testing

@testable import SyncDaemon

/// Which way secrets and tokens go out, and which way they never go.
@Suite(.serialized)
struct WayOutTests {
    private func settings(endpoint: String, proxy: String? = nil, _ auth: AuthSettings) -> AccountSettings {
        AccountSettings(
            name: "a", endpoint: endpoint, cloud: .public, apiVersion: "2025-06-01", maxResults: 1000, timeout: 1,
            interval: .hours(6), proxy: proxy.flatMap { ProxyAddress($0) }, isEnabled: true, auth: auth)
    }

    /// Asks for the account's token, once.
    private func signIn(_ account: AccountSettings, environment: [String: String]) async throws -> UpstreamError? {
        let transports = Transports(environment: environment)
        let signIn = SignIn(
            transports: transports, clock: FastClock(factor: 20), now: { .now }, environment: environment)
        var found: UpstreamError?
        do throws(UpstreamError) {
            let credential = try signIn.credential(of: account)
            _ = try await credential.authorization(method: "GET", target: "/", headers: [])
        } catch {
            found = error
        }
        try await transports.shutDown()
        return found
    }

    private func application(_ folder: TemporaryFolder, authority: String) throws -> AuthSettings {
        .token(
            .clientSecret(tenant: "t", clientID: "c", secret: .file(try folder.secret("s", "Te11tale"))),
            authority: authority)
    }

    @Test func `asks for tokens through the proxy of the account, else of the environment`() async throws {
        let folder = try TemporaryFolder()
        let auth = try application(folder, authority: "https://login.invalid")
        for (own, variable, exempt, isAsked) in [
            (true, "", "", true), (true, "", "*", true), (false, "https_proxy", "", true),
            (false, "HTTPS_PROXY", "example.com", true), (false, "https_proxy", "a.example, .invalid", false),
            (false, "https_proxy", "login.invalid", false), (false, "http_proxy", "", false),
        ] {
            let proxy = try RefusingProxy()
            let url = "http://127.0.0.1:\(proxy.port)"
            let account = settings(endpoint: "https://x.invalid", proxy: own ? url : nil, auth)
            let environment = [variable: url, "no_proxy": exempt].filter { !$0.key.isEmpty }
            let error = try #require(try await signIn(account, environment: environment))
            #expect(!proxy.requests.isEmpty == isAsked, "\(variable) \(exempt): \(proxy.requests) \(error)")
            #expect(proxy.requests.allSatisfy { $0 == "CONNECT login.invalid:443 HTTP/1.1" }, "\(proxy.requests)")
            #expect(error.description.contains("login.invalid") && error.remedy?.contains("proxy") == true)
        }
    }

    @Test(arguments: [true, false])
    func `tells a proxy the user and password that it wants, and nobody else`(isOwn: Bool) async throws {
        let folder = try TemporaryFolder()
        let auth = try application(folder, authority: "https://login.invalid")
        let proxy = try RefusingProxy(status: "407 Proxy Authentication Required")
        let url = "http://us%65r:p%40%3Ass@127.0.0.1:\(proxy.port)"
        let account = settings(endpoint: "https://x.invalid", proxy: isOwn ? url : nil, auth)
        let error = try #require(try await signIn(account, environment: isOwn ? [:] : ["https_proxy": url]))
        let expected = Data("user:p@:ss".utf8).base64EncodedString()
        #expect(!proxy.heads.isEmpty)
        for head in proxy.heads {
            #expect(
                head.lowercased().contains("\r\nproxy-authorization: basic \(expected.lowercased())\r\n"), "\(head)")
        }
        #expect(error.code == "ProxyAuthenticationRequired", "\(error)")
        for secret in ["p@:ss", "p%40", "us%65r", expected] { #expect(!error.description.contains(secret)) }
        let transports = Transports(environment: ["HTTPS_PROXY": url])
        #expect(transports.proxyName(to: "https://x.invalid", for: account) == "127.0.0.1:\(proxy.port)")
        try await transports.shutDown()
    }

    @Test func `does not go past a proxy that the environment misspells`() async throws {
        let folder = try TemporaryFolder()
        let account = settings(
            endpoint: "https://x.invalid", try application(folder, authority: "https://login.invalid"))
        for text in ["https://user:Te11tale@proxy.example", "http://user:Te11#tale@proxy.example", "socks5://x"] {
            let error = try #require(try await signIn(account, environment: ["https_proxy": text]))
            #expect(error.message == "cannot use the proxy that https_proxy of the environment names", "\(error)")
            #expect(error.remedy?.contains("http://USER:PASSWORD@HOST:PORT") == true)
            #expect(!error.description.contains("Te11"))
        }
    }

    @Test func `asks the machine's own service through no proxy`() async throws {
        let folder = try TemporaryFolder()
        let proxy = try RefusingProxy()
        let through = "http://127.0.0.1:\(proxy.port)"
        var configuration = Emulator.Configuration(days: try RecordedDay.builtIn())
        configuration.arcFolder = folder.url.path
        let emulator = Emulator(configuration)
        try await emulator.serving { url in
            let environment = [
                "https_proxy": through, "http_proxy": through, "HTTP_PROXY": through, "ALL_PROXY": through,
                "AZURE_POD_IDENTITY_AUTHORITY_HOST": url,
                "IDENTITY_ENDPOINT": "\(url)/metadata/identity/oauth2/token",
            ]
            for source in [ManagedIdentity.Source.imds, .arc] {
                let auth = AuthSettings.token(
                    .managedIdentity(ManagedIdentity(selection: .systemAssigned, source: source)), authority: nil)
                let account = settings(endpoint: "https://x.invalid", proxy: through, auth)
                // Arc's key lies elsewhere than where the daemon looks: the challenge suffices here.
                let error = try await signIn(account, environment: environment)
                #expect((error == nil) == (source == .imds), "\(String(describing: error))")
            }
            // An application whose authority is on this machine: in clear text, so through no proxy.
            let local = settings(
                endpoint: url, proxy: through, try application(folder, authority: url))
            #expect(try await signIn(local, environment: environment)?.code == "AADSTS90002")
            #expect(await emulator.signIn.requests.count == 3 && proxy.requests.isEmpty)
        }
    }

    @Test(arguments: [("-tls1_1", false), ("-tls1_2", true), ("-tls1_3", true)])
    func `speaks TLS 1.2 or later`(version: String, isSpoken: Bool) async throws {
        let server = try TLSServer(options: ["-cipher", "ALL:@SECLEVEL=0", version])
        var account = settings(endpoint: server.url, try application(server.folder, authority: server.url))
        account.caFile = try server.folder.secret("ca.pem", try server.authority.certificatePEM)
        let transports = Transports(environment: [:])
        var findings: [Finding] = []
        try await Doctor(
            transports: transports, clock: FastClock(factor: 20), now: { .now }, patience: .seconds(100_000)
        ).examine([account]) {
            findings += $0
        }
        try await transports.shutDown()
        #expect(findings.first { $0.check == .tls }?.isWell == isSpoken, "\(findings)")
        #expect(findings.first { $0.check == .signIn }?.message.contains("TLSFailed") == !isSpoken, "\(findings)")
    }
}
