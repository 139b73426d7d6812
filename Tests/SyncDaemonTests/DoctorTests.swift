import AzureBatch
import BatchEmulator
import Catalog
import Foundation
import RecordedListings
import TestSupport
import Testing

@testable import SyncDaemon

/// The checks that go online: each finding comes with what to do about it.
@Suite(.serialized)
struct DoctorTests {
    private func settings(_ url: String, _ auth: AuthSettings) -> AccountSettings {
        AccountSettings(
            name: "a", endpoint: "\(url)/accounts/a", cloud: .public, apiVersion: "2025-06-01", maxResults: 1000,
            timeout: 1, interval: .hours(6), isEnabled: true, auth: auth)
    }

    /// What the doctor finds of an account, by check; `ok` or the remedy.
    private func examine(
        _ account: AccountSettings, environment: [String: String] = [:],
        now: @escaping @Sendable () -> UTCTime = { .now }
    ) async throws -> [String: Finding] {
        let transports = Transports(environment: environment)
        var findings: [Finding] = []
        let doctor = Doctor(transports: transports, clock: ContinuousClock(), now: now)
        try await doctor.examine([account]) { findings += $0 }
        try await transports.shutDown()
        for finding in findings { #expect(finding.isWell || finding.remedy?.isEmpty == false) }
        return Dictionary(findings.map { ($0.check.rawValue, $0) }) { first, _ in first }
    }

    /// An application with a certificate of its own at the emulator, which serves https when it has one to do so.
    private func with(
        tls: String? = nil,
        _ body:
            @escaping @Sendable (_ emulator: Emulator, _ url: String, _ folder: TemporaryFolder) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        var configuration = Emulator.Configuration(days: try RecordedDay.builtIn())
        configuration.accounts = [("a", nil)]
        configuration.tls = tls
        let emulator = Emulator(configuration)
        try await emulator.serving { try await body(emulator, $0, folder) }
    }

    private func secret(_ url: String, _ folder: TemporaryFolder, _ text: String? = nil) throws -> AuthSettings {
        let settings = SignInSettings()
        let file = try folder.secret("secret", text ?? settings.applications[0].secrets[0])
        return .token(
            .clientSecret(
                tenant: settings.tenant, clientID: settings.applications[0].clientID, secret: .file(file)),
            authority: url)
    }

    @Test func `finds nothing where all is well`() async throws {
        try await with { emulator, url, folder in
            let key = try folder.secret("key", try #require(await emulator.key(of: "a")))
            for auth in [try secret(url, folder), .sharedKey(account: "a", key: .file(key))] {
                let found = try await examine(settings(url, auth))
                #expect(found.keys.sorted() == ["api-version", "clock", "endpoint", "operation", "pools", "sign-in"])
                #expect(found.values.allSatisfy { $0.isWell }, "\(found)")
                #expect(found["operation"]?.message == "68 images are listed")
            }
        }
    }

    @Test func `finds what keeps an account from being refreshed`() async throws {
        try await with { emulator, url, folder in
            func finding(_ check: String, _ account: AccountSettings, _ words: String...) async throws {
                let found = try await examine(account)
                #expect(found[check]?.isWell == false, "\(found)")
                let text = "\(found[check]?.message ?? "") \(found[check]?.remedy ?? "")"
                for word in words { #expect(text.contains(word), "\(check): \(text)") }
                // Who may not list images may list no pools either.
                let others = found.values.filter { !$0.isWell && $0.check.rawValue != check && $0.check != .pools }
                #expect(others.isEmpty || check == "endpoint", "\(found)")
            }
            let good = try secret(url, folder)
            var old = settings(url, good)
            old.apiVersion = "2023-11-01.18.0"
            try await finding("api-version", old, "retirement", "api_version = \"2025-06-01\"")
            var away = settings(url, good)
            away.endpoint = "http://127.0.0.1:1"
            try await finding("endpoint", away, "firewall")
            away.endpoint = "https://nothing.invalid"
            try await finding("endpoint", away, "does not resolve", "DNS")
            for (fault, words) in [
                (#"{"status":403,"code":"PermissionDenied"}"#, "--role Reader"),
                (#"{"status":403,"code":"AccountIsDisabled"}"#, "enable the Batch account"),
                (#"{"status":404,"code":"AccountNotFound"}"#, "accountEndpoint"),
                (#"{"status":401,"code":"AuthenticationFailed","times":3}"#, "check 'tenant', 'cloud'"),
            ] {
                // One for the request without credentials.
                await emulator.setFaults(try Fault.list(Data("[{\"delay\":0},\(fault)]".utf8)), of: "a")
                try await finding("operation", settings(url, good), words)
            }
            try await finding(
                "sign-in", settings(url, try secret(url, folder, "wrong")), "AADSTS7000215", "the secret's value")
            let key = try folder.secret("key", Data("wrong".utf8).base64EncodedString())
            try await finding(
                "operation", settings(url, .sharedKey(account: "a", key: .file(key))), "check the key")
        }
    }

    /// Accounts at whose endpoint nobody answers, behind one that is well.
    private func unreachable(_ count: Int, _ listener: SilentListener, _ first: AccountSettings) -> [AccountSettings] {
        [first]
            + (0..<count).map { index in
                var account = first
                account.name = "silent-\(index)"
                account.endpoint = "http://127.0.0.1:\(listener.port)/\(index)"
                return account
            }
    }

    @Test func `examines 150 accounts that do not answer while a client waits`() async throws {
        try await with { emulator, url, folder in
            let listener = try SilentListener()
            let accounts = unreachable(150, listener, settings(url, try secret(url, folder)))
            let clock = FastClock(factor: 5)
            let transports = Transports(environment: [:])
            var first: ContinuousClock.Instant?
            var found: [Finding] = []
            try await Doctor(transports: transports, clock: clock, now: { .now }).examine(accounts) { findings in
                first = first ?? clock.now
                found += findings
            }
            try await transports.shutDown()
            // The first is told of before the last are looked at.
            #expect(clock.now - (try #require(first)) > .seconds(20))
            #expect(
                found.map(\.account).reduce(into: []) { if $0.last != $1 { $0.append($1) } } == accounts.map(\.name))
            #expect(found.count { $0.check == .endpoint && !$0.isWell } == 150)
            // The doctor gives up after 240 s, by pauses of the same clock: on a busy machine both take longer.
            #expect(!found.contains { $0.message.contains("no time") })
        }
    }

    @Test func `says which accounts it had no time for`() async throws {
        try await with { emulator, url, folder in
            let listener = try SilentListener()
            let accounts = unreachable(200, listener, settings(url, try secret(url, folder)))
            let transports = Transports(environment: [:])
            var found: [Finding] = []
            let doctor = Doctor(
                transports: transports, clock: FastClock(factor: 20), now: { .now }, patience: .seconds(30))
            try await doctor.examine(accounts) { found += $0 }
            try await transports.shutDown()
            #expect(Set(found.map(\.account)) == Set(accounts.map(\.name)))
            let late = found.filter { $0.message.contains("no time") }
            #expect(late.count >= 72 && late.last?.remedy?.hasSuffix("batchimgctl doctor silent-199") == true)
        }
    }

    @Test func `finds a clock that is more than five minutes off`() async throws {
        try await with { _, url, folder in
            let account = settings(url, try secret(url, folder))
            for (skew, isWell) in [(240, true), (400, false), (-400, false)] {
                let found = try await examine(account) { .now.advanced(by: .seconds(skew)) }
                #expect(found["clock"]?.isWell == isWell, "\(found)")
                guard !isWell else { continue }
                #expect(found["clock"]?.remedy?.contains("timedatectl") == true)
                #expect(found["clock"]?.message.contains(skew > 0 ? "ahead of" : "behind") == true)
            }
        }
    }

    @Test func `finds a certificate that expires within 30 days`() async throws {
        try await with { emulator, url, folder in
            let key = try TestCertificate("x").key
            var signIn = SignInSettings()
            for (days, isWell) in [(29.0, false), (32, true)] {
                let certificate = try TestCertificate("x", key: key, valid: -60...86_400 * days)
                signIn.applications[0].certificates = [try certificate.certificatePEM]
                await emulator.signIn.apply(signIn)
                let file = try folder.secret("certificate", try certificate.pem)
                let auth = AuthSettings.token(
                    .clientCertificate(
                        tenant: signIn.tenant, clientID: signIn.applications[0].clientID, certificate: .file(file)),
                    authority: url)
                let found = try await examine(settings(url, auth))
                #expect(found["certificate"]?.isWell == isWell && found["sign-in"]?.isWell == true, "\(found)")
                #expect(found["operation"]?.isWell == true, "\(found)")
            }
        }
    }

    @Test func `trusts the certificates of ca_file, and finds those that nobody trusts`() async throws {
        let authority = try TestCertificate("test authority")
        let server = try TestCertificate("server", issuer: authority)
        try await with(tls: try server.pem) { emulator, url, folder in
            var account = settings(url, try secret(url, folder))
            let strange = try await examine(account)
            #expect(strange["endpoint"]?.isWell == true && strange["tls"]?.remedy?.contains("'ca_file'") == true)
            #expect(strange["sign-in"]?.isWell == false)
            #expect(await emulator.signIn.requests.isEmpty)
            account.caFile = try folder.secret("ca.pem", try authority.certificatePEM)
            let trusted = try await examine(account)
            #expect(trusted.count == 7 && trusted.values.allSatisfy { $0.isWell }, "\(trusted)")
            account.caFile = folder.path("none")
            let missing = try await examine(account)
            #expect(missing["endpoint"]?.remedy?.contains("ca_file") == true, "\(missing)")
        }
    }
}
