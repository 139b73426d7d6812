import AsyncHTTPClient
import AzureBatch
import Catalog
import Foundation
import RecordedListings
import Synchronization
import TestSupport
import Testing

@testable import BatchEmulator

/// The emulator with identities of every kind, and clients that sign in to it over real sockets.
struct SignInBench: Sendable {
    let emulator: Emulator
    let url: String
    let folder: TemporaryFolder
    let environment: [String: String]
    let time: TestTime
    let cache: TokenCache
    let sources: TokenSources
    let transport: HTTPTransport

    /// One key is enough for most: making one takes a while.
    static let certificate = Result { try TestCertificate("batchimgd") }
    static let issuer = Result { try TestCertificate("issuer") }
    static let userAssigned = SignInSettings.UserAssigned(
        clientID: "11111111-0000-4000-8000-000000000001", objectID: "11111111-0000-4000-8000-000000000002",
        resourceID: "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/u")

    var signIn: EmulatedSignIn { emulator.signIn }
    var settings: SignInSettings { SignInSettings() }

    static func with(
        environment: [String: String] = [:], _ body: @escaping @Sendable (SignInBench) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let time = TestTime()
        var configuration = Emulator.Configuration(days: try RecordedDay.builtIn())
        configuration.now = { time.now }
        configuration.arcFolder = folder.url.path
        configuration.signIn.applications[0].certificates = [try certificate.get().certificatePEM]
        configuration.signIn.applications[0].federated = [
            .init(issuer: "https://issuer.example", subject: "system:x", certificate: try issuer.get().certificatePEM)
        ]
        configuration.signIn.userAssigned = [userAssigned]
        let emulator = Emulator(configuration)
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: HTTPTransport.configuration)
        let outcome = await Result {
            try await emulator.serving { url in
                let environment = [
                    "AZURE_POD_IDENTITY_AUTHORITY_HOST": "\(url)/",
                    "IDENTITY_ENDPOINT": "\(url)/metadata/identity/oauth2/token",
                    "PATH": "\(folder.url.path):/usr/bin:/bin",
                ].merging(environment) { _, new in new }
                try await body(
                    SignInBench(
                        emulator: emulator, url: url, folder: folder, environment: environment, time: time,
                        cache: TokenCache(clock: InstantClock(), now: { time.now }),
                        sources: TokenSources(
                            clock: ContinuousClock(), now: { time.now }, environment: environment,
                            arcKeys: folder.url.path), transport: HTTPTransport(client)))
            }
        }
        try await client.shutdown()
        try outcome.get()
    }

    /// The same with other variables, and no token at hand.
    func with(environment: [String: String]) -> SignInBench {
        let time = time
        return SignInBench(
            emulator: emulator, url: url, folder: folder, environment: environment, time: time,
            cache: TokenCache(clock: InstantClock(), now: { time.now }),
            sources: TokenSources(
                clock: ContinuousClock(), now: { time.now }, environment: environment, arcKeys: folder.url.path),
            transport: transport)
    }

    func identity(_ method: TokenIdentity.Method, cloud: Cloud = .public) -> TokenIdentity {
        TokenIdentity(method: method, authority: url, cloud: cloud, proxy: nil, caFile: nil)
    }

    /// The application with its secret in a file.
    func clientSecret(_ secret: String? = nil) throws -> TokenIdentity {
        let file = try folder.secret("secret", secret ?? settings.applications[0].secrets[0])
        return identity(
            .clientSecret(tenant: settings.tenant, clientID: settings.applications[0].clientID, secret: .file(file)))
    }

    func clientCertificate(_ pem: String, sendsChain: Bool = false) throws -> TokenIdentity {
        let file = try folder.secret("certificate.pem", pem)
        return identity(
            .clientCertificate(
                tenant: settings.tenant, clientID: settings.applications[0].clientID, certificate: .file(file),
                sendsChain: sendsChain))
    }

    func workload(_ claims: [String: Any] = [:]) throws -> TokenIdentity {
        let usual: [String: Any] = [
            "iss": "https://issuer.example", "sub": "system:x", "aud": ["api://AzureADTokenExchange"],
            "exp": time.now.seconds + 3600,
        ]
        let token = try Self.issuer.get().token(usual.merging(claims) { _, new in new })
        return identity(
            .workloadIdentity(
                tenant: settings.tenant, clientID: settings.applications[0].clientID,
                tokenFile: try folder.secret("token", token, mode: 0o644)))
    }

    func machine(_ selection: ManagedIdentity.Selection, _ source: ManagedIdentity.Source = .imds) -> TokenIdentity {
        identity(.managedIdentity(ManagedIdentity(selection: selection, source: source)))
    }

    /// A token, or why not.
    func token(_ identity: TokenIdentity) async throws(UpstreamError) -> AccessToken {
        let source = try sources.source(of: identity) { _ in transport }
        return try await cache.token(of: identity, from: source)
    }

    /// A client of account `demo`.
    func client(_ identity: TokenIdentity) throws(UpstreamError) -> BatchClient {
        let source = try sources.source(of: identity) { _ in transport }
        let time = time
        return BatchClient(
            account: BatchAccount(
                name: "demo", endpoint: "\(url)/accounts/demo", apiVersion: "2025-06-01", filter: nil,
                maxResults: 1000, timeout: 30),
            credential: TokenCredential(identity: identity, source: source, cache: cache), transport: transport,
            slot: RequestSlots(count: 8, clock: ContinuousClock()).slot(), clock: ContinuousClock(), now: { time.now })
    }

    /// Lists its images.
    func fetch(_ identity: TokenIdentity) async throws(UpstreamError) -> FetchReport {
        try await client(identity).fetch(stored: [:]) { _, _ in }
    }

    /// Puts a program named `az` before the real one.
    func az(_ script: String) throws {
        try folder.secret("az", "#!/bin/sh\n\(script)\n", mode: 0o700)
    }
}

/// A time that stands still until tests move it.
final class TestTime: Sendable {
    private let time = Mutex(UTCTime.now.wholeSeconds)

    var now: UTCTime { time.withLock(\.self) }

    func advance(_ duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
}

/// A clock on which every pause is over at once.
struct InstantClock: Clock {
    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
    }
}
