import AsyncHTTPClient
import BatchEmulator
import Catalog
import Foundation
import TestSupport
import Testing

@testable import AzureBatch

/// Machines, agents and programs that give no token: what is tried again, and what the error says.
@Suite(.serialized)
struct MachineFaultTests {
    @Test func `machines without the identity`() async throws {
        try await SignInBench.with { bench in
            let unknown = bench.machine(.client("22222222-0000-4000-8000-000000000001"))
            try bench.check(
                "managed identity: not assigned", await bench.error(unknown), "invalid_request",
                "az vm identity assign --identities")
            #expect(await bench.signIn.requests.count == 1)
            var settings = bench.settings
            settings.systemAssigned = false
            await bench.signIn.apply(settings)
            try bench.check(
                "managed identity: none", await bench.error(bench.machine(.systemAssigned)), "invalid_request",
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
            let error = try #require(await bench.error(second))
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
            let secret = try outside.secret("x.key", SignInBench.telltale)
            try folder.secret("x.txt", SignInBench.telltale)
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
                try bench.check("Arc: key \(name)", await bench.error(arc), "SignInFailed", "Arc")
            }
            #expect(await bench.signIn.requests.allSatisfy { $0.headers["authorization"] == nil })
            await bench.signIn.setFaults(try Fault.list(Data(#"[{"status":401}]"#.utf8)))
            try bench.check("Arc: challenge without a key", await bench.error(arc), "SignInFailed", "names no key")
        }
    }

    @Test func `az that gives no token`() async throws {
        try await SignInBench.with { bench in
            let az = bench.identity(.azureCLI(tenant: nil))
            func fails(_ name: String, _ code: String, _ word: String) async throws {
                try bench.check("az: \(name)", await bench.error(az), code, word)
            }
            let nowhere = TokenSources(
                clock: ContinuousClock(), now: { bench.time.now }, environment: ["PATH": "/nonexistent"])
            let source = try nowhere.source(of: az) { _ in bench.transport }
            let absent = await #expect(throws: UpstreamError.self) { try await source.token(claims: nil) }
            try bench.check("az: absent", absent, "SignInFailed", "not installed")
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
            let file = bench.folder.path("pid")
            try bench.az("sleep 1000 & echo $$ > \(file).new; mv \(file).new \(file); sleep 1000")
            let sources = TokenSources(
                clock: FileClock(file: file), now: { bench.time.now }, environment: bench.environment)
            let source = try sources.source(of: bench.identity(.azureCLI(tenant: nil))) { _ in bench.transport }
            let error = await #expect(throws: UpstreamError.self) { try await source.token(claims: nil) }
            try bench.check("az: hangs", error, "SignInFailed", "did not answer within 60 s")
            let group = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(
                in: .whitespacesAndNewlines)
            // They were told to end; the kernel takes a moment.
            let end = ContinuousClock.now + .seconds(60)
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
}

/// A clock on which every pause is over once a file is there.
private struct FileClock: Clock {
    let file: String
    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .milliseconds(1) }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        while !FileManager.default.fileExists(atPath: file) { try await Task.sleep(for: .milliseconds(5)) }
    }
}
