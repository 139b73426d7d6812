import AzureBatch
import BatchEmulator
import Catalog
import Foundation
import Synchronization
import TestSupport
import Testing

/// How long tokens are kept, who asks for new ones, and what a failure costs.
@Suite(.serialized)
struct TokenCacheTests {
    private func fault(_ bench: SignInBench, _ json: String) async throws {
        await bench.signIn.setFaults(try Fault.list(Data(json.utf8)))
    }

    @Test func `50 accounts that share an identity ask once`() async throws {
        try await SignInBench.with { bench in
            let identity = try bench.clientSecret()
            let images = try await withThrowingTaskGroup(of: Int?.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await bench.fetch(identity).result.get().catalog?.images.count }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(images == Array(repeating: 68, count: 50))
            #expect(await bench.signIn.requests.count == 1)
        }
    }

    @Test func `50 accounts that share an identity share its failure`() async throws {
        try await SignInBench.with { bench in
            let identity = try bench.clientSecret("wrong")
            // Each who asks looks at the clock once, and waits then.
            let asked = Mutex(0)
            let cache = TokenCache(clock: InstantClock()) {
                asked.withLock { $0 += 1 }
                return bench.time.now
            }
            let source = HeldSource(source: try bench.sources.source(of: identity) { _ in bench.transport }) {
                asked.withLock { $0 } >= 50
            }
            await withTaskGroup { group in
                for _ in 0..<50 {
                    group.addTask {
                        let error = await #expect(throws: UpstreamError.self) {
                            try await cache.token(of: identity, from: source)
                        }
                        #expect(error?.code == "AADSTS7000215")
                    }
                }
            }
            #expect(await bench.signIn.requests.count == 1)
        }
    }

    @Test func `100 syncs with tokens that live 10 s`() async throws {
        try await SignInBench.with { bench in
            var settings = await bench.signIn.settings
            settings.tokenLifetime = 10
            await bench.signIn.apply(settings)
            let identity = try bench.clientSecret()
            for _ in 0..<100 {
                _ = try await bench.fetch(identity).result.get()
                bench.time.advance(.seconds(1))
            }
            // A new one every five seconds.
            #expect(await bench.signIn.requests.count == 20)
        }
    }

    @Test(arguments: [(3600, 3300), (7200, 3600), (86_400, 43_200), (10, 5), (600, 300)])
    func `asks for a new token when 300 s remain, or at half of a life`(
        life: Int, due: Int
    ) async throws {
        try await SignInBench.with { bench in
            var settings = await bench.signIn.settings
            settings.tokenLifetime = life
            await bench.signIn.apply(settings)
            let identity = try bench.clientSecret()
            let first = try await bench.token(identity).value.value
            bench.time.advance(.seconds(due - 1))
            #expect(try await bench.token(identity).value.value == first)
            bench.time.advance(.seconds(1))
            #expect(try await bench.token(identity).value.value != first)
        }
    }

    @Test func `keeps a token that is still good when no new one comes`() async throws {
        try await SignInBench.with { bench in
            let identity = try bench.clientSecret()
            let first = try await bench.token(identity).value.value
            bench.time.advance(.seconds(3400))
            try await fault(bench, #"[{"status":500,"times":9}]"#)
            for _ in 0..<5 { #expect(try await bench.token(identity).value.value == first) }
            // Once, and not again at once.
            #expect(await bench.signIn.requests.count == 2)
            try await fault(bench, "[]")
            bench.time.advance(.seconds(40))
            #expect(try await bench.token(identity).value.value != first)
            bench.time.advance(.seconds(3601))
            try await fault(bench, #"[{"status":500,"times":9}]"#)
            let error = try await #require(throws: UpstreamError.self) { try await bench.token(identity) }
            #expect(error.status == 500 && !error.isTransient)
        }
    }

    @Test func `drops a token that the service refuses, and tries once with a new one`() async throws {
        try await SignInBench.with { bench in
            let identity = try bench.clientSecret()
            _ = try await bench.fetch(identity).result.get()
            await bench.signIn.revoke()
            _ = try await bench.fetch(identity).result.get()
            #expect(await bench.signIn.requests.count == 2)
            #expect(await bench.emulator.requests(of: "demo")?.count == 3)
            var fault = Fault()
            fault.status = 401
            fault.code = "AuthenticationFailed"
            fault.times = 9
            await bench.emulator.setFaults([fault], of: "demo")
            let error = await #expect(throws: UpstreamError.self) {
                try await bench.fetch(identity).result.get()
            }
            #expect(error?.status == 401)
            #expect(await bench.emulator.requests(of: "demo")?.count == 5)
        }
    }

    @Test func `asks for the claims that the service wants`() async throws {
        try await SignInBench.with { bench in
            let claims = #"{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}"#
            let identity = try bench.clientSecret()
            _ = try await bench.token(identity)
            var settings = await bench.signIn.settings
            settings.requiredClaims = claims
            await bench.signIn.apply(settings)
            _ = try await bench.fetch(identity).result.get()
            #expect(await bench.signIn.requests.map { $0.form["claims"] } == [nil, claims])
        }
    }

    @Test func `a new secret takes effect with the next token, a new certificate too`() async throws {
        try await SignInBench.with { bench in
            let secret = try bench.clientSecret()
            let first = try SignInBench.certificate.get()
            let certificate = try bench.clientCertificate(try first.pem)
            for identity in [secret, certificate] { _ = try await bench.fetch(identity).result.get() }
            let second = try TestCertificate("batchimgd", key: try SignInBench.issuer.get().key)
            var settings = await bench.signIn.settings
            settings.applications[0].secrets = ["rotated"]
            settings.applications[0].certificates = [try second.certificatePEM]
            await bench.signIn.apply(settings)
            await bench.signIn.revoke()
            _ = try bench.clientSecret("rotated")
            _ = try bench.clientCertificate(try second.pem)
            for identity in [secret, certificate] { _ = try await bench.fetch(identity).result.get() }
        }
    }

    @Test func `a sync that is given up while it asks for a token leaves it to the next`() async throws {
        try await SignInBench.with { bench in
            let identity = try bench.clientSecret()
            try await fault(bench, #"[{"hang":true}]"#)
            let asking = Task { try await bench.token(identity) }
            while await bench.signIn.requests.isEmpty { await Task.yield() }
            // Whether it waits already or comes later: the first one's answer never comes.
            let next = Task { try await bench.token(identity) }
            asking.cancel()
            await #expect(throws: UpstreamError.self) { try await asking.value }
            _ = try await next.value
            #expect(await bench.signIn.requests.count == 2)
        }
    }

    @Test func `a sync that is given up while another asks for its token disturbs nobody`() async throws {
        try await SignInBench.with { bench in
            let identity = try bench.clientSecret()
            try await fault(bench, #"[{"hang":true}]"#)
            let asking = Task { try await bench.token(identity) }
            while await bench.signIn.requests.isEmpty { await Task.yield() }
            let waiting = Task { try await bench.token(identity) }
            waiting.cancel()
            await #expect(throws: UpstreamError.self) { try await waiting.value }
            #expect(await bench.signIn.requests.count == 1)
            asking.cancel()
            await #expect(throws: UpstreamError.self) { try await asking.value }
        }
    }
}

/// A source that asks only once something holds.
private struct HeldSource: TokenSource {
    let source: any TokenSource
    let holds: @Sendable () -> Bool

    func token(claims: String?) async throws(UpstreamError) -> AccessToken {
        let end = ContinuousClock.now + .seconds(60)
        while !holds(), .now < end { await Task.yield() }
        return try await source.token(claims: claims)
    }

    func delay(after error: UpstreamError, attempt: Int) -> Duration? { source.delay(after: error, attempt: attempt) }
}
