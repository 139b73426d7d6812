import AzureBatch
import BatchEmulator
import Catalog
import Foundation
import TestSupport
import Testing

/// Identities that a platform gives: who is asked for the token, and whose it must be.
@Suite(.serialized)
struct PlatformIdentityTests {
    private static let header = SignInSettings().identityHeader

    /// Calls with the variables of App Service, which name the emulator.
    private func withApp(
        _ more: [String: String] = [:], _ body: @escaping @Sendable (SignInBench) async throws -> Void
    ) async throws {
        try await SignInBench.with(environment: ["IDENTITY_HEADER": Self.header].merging(more) { _, new in new }) {
            bench in
            // The emulator's port is known only now.
            var environment = bench.environment
            if more["IDENTITY_ENDPOINT"] == nil { environment["IDENTITY_ENDPOINT"] = "\(bench.url)/msi/token" }
            try await body(bench.with(environment: environment))
        }
    }

    @Test(arguments: [
        (ManagedIdentity.Selection.systemAssigned, ""),
        (.client(SignInBench.userAssigned.clientID), "&client_id=11111111-0000-4000-8000-000000000001"),
        (.object(SignInBench.userAssigned.objectID), "&object_id=11111111-0000-4000-8000-000000000002"),
        (.resource(SignInBench.userAssigned.resourceID), "&mi_res_id=%2Fsubscriptions%2Fs%2FresourceGroups"),
    ])
    func `of App Service and Container Apps, by the secret that they give`(
        selection: ManagedIdentity.Selection, parameter: String
    ) async throws {
        try await withApp { bench in
            for source in [ManagedIdentity.Source.appService, .auto] {
                let listing = try await bench.fetch(bench.machine(selection, source)).result.get()
                #expect(listing.catalog?.images.count == 68)
                let request = try #require(await bench.signIn.requests.last)
                let target =
                    "/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fbatch.core.windows.net%2F\(parameter)"
                #expect(request.target.hasPrefix(target), "\(request.target)")
                #expect(request.headers["x-identity-header"] == Self.header && request.headers["metadata"] == nil)
            }
            // The secret stays with who gives tokens.
            let sent = try #require(await bench.emulator.requests(of: "demo"))
            #expect(sent.count == 2 && !sent.contains { $0.headers.values.contains { $0.contains(Self.header) } })
        }
    }

    @Test func `found out by the environment`() async throws {
        for (variables, path) in [
            (["IDENTITY_HEADER": Self.header], "/msi/token"),
            // Both: the header is App Service's alone.
            (["IDENTITY_HEADER": Self.header, "IMDS_ENDPOINT": "http://127.0.0.1:1"], "/msi/token"),
            (["IMDS_ENDPOINT": "http://127.0.0.1:1"], "/metadata/identity/oauth2/token?api-version=2020-06-01"),
            (["IDENTITY_HEADER": ""], "/metadata/identity/oauth2/token?api-version=2018-02-01"),
        ] {
            try await SignInBench.with { bench in
                var environment = bench.environment.merging(variables) { _, new in new }
                if path == "/msi/token" { environment["IDENTITY_ENDPOINT"] = "\(bench.url)/msi/token" }
                _ = try await bench.with(environment: environment).token(bench.machine(.systemAssigned, .auto))
                #expect(await bench.signIn.requests.first?.target.hasPrefix(path) == true)
            }
        }
    }

    @Test func `of an app that has none, or whose secret is wrong`() async throws {
        try await withApp { bench in
            let unknown = bench.machine(.client("22222222-0000-4000-8000-000000000001"), .appService)
            try bench.check(
                "app identity: not assigned", await bench.error(unknown), "invalid_request", "identity assign")
            var settings = bench.settings
            settings.systemAssigned = false
            await bench.signIn.apply(settings)
            try bench.check(
                "app identity: none", await bench.error(bench.machine(.systemAssigned, .appService)),
                "invalid_request", "system-assigned")
            let fault = #"[{"status":500,"message":"no \#(Self.header)","times":9}]"#
            await bench.signIn.setFaults(try Fault.list(Data(fault.utf8)))
            let echo = await bench.error(bench.machine(.systemAssigned, .appService))
            try bench.check("app identity: echoes the secret", echo, "server_error", "<redacted>")
            #expect(echo?.description.contains(Self.header) == false)
        }
        try await withApp(["IDENTITY_HEADER": SignInBench.telltale]) { bench in
            try bench.check(
                "app identity: wrong secret", await bench.error(bench.machine(.systemAssigned, .auto)),
                "invalid_request", "IDENTITY_HEADER")
        }
        try await SignInBench.with { bench in
            try bench.check(
                "app identity: elsewhere", await bench.error(bench.machine(.systemAssigned, .appService)),
                "SignInFailed", "App Service or Container Apps")
            #expect(await bench.signIn.requests.isEmpty)
        }
    }

    @Test(arguments: [
        "http://login.example/msi/token", "http://8.8.8.8/msi/token", "http://169.254.1.1@evil.example/x",
        "http://169.254.evil.example/x", "http://172.32.0.1/x", "http://0169.254.1.1.2/x", "ftp://127.0.0.1/x",
    ])
    func `asked for with the secret nowhere but on the platform`(endpoint: String) async throws {
        try await withApp(["IDENTITY_ENDPOINT": endpoint, "AZURE_POD_IDENTITY_AUTHORITY_HOST": endpoint]) { bench in
            for (source, variable) in [
                (ManagedIdentity.Source.auto, "IDENTITY_ENDPOINT"), (.imds, "AZURE_POD_IDENTITY_AUTHORITY_HOST"),
            ] {
                let error = try #require(await bench.error(bench.machine(.systemAssigned, source)))
                #expect(error.remedy == "check \(variable)" && !error.description.contains(endpoint), "\(error)")
            }
        }
    }

    @Test func `of another than was asked for are refused`() async throws {
        try await withApp { bench in
            var settings = bench.settings
            settings.ignoresSelection = true
            await bench.signIn.apply(settings)
            for source in [ManagedIdentity.Source.imds, .appService] {
                let error = await bench.error(bench.machine(.client(SignInBench.userAssigned.clientID), source))
                try bench.check(
                    "managed identity: token of another, \(source.rawValue)", error, "SignInFailed",
                    "another identity's")
            }
            // On Arc nobody is asked: older agents would give the machine's own.
            let selections: [ManagedIdentity.Selection] = [.client("x"), .object("x"), .resource("/subscriptions/x")]
            let asked = await bench.signIn.requests.count
            for selection in selections {
                let error = await bench.error(bench.machine(selection, .arc))
                #expect(error?.description.contains("no user-assigned identity") == true)
            }
            #expect(await bench.signIn.requests.count == asked)
        }
    }

    @Test func `whose answer has its end alone, and blanks`() async throws {
        for source in [ManagedIdentity.Source.arc, .appService, .imds] {
            let body: @Sendable (SignInBench) async throws -> Void = { bench in
                let token = try await bench.token(bench.machine(.systemAssigned, source))
                #expect(token.life > .seconds(3500) && token.life <= .seconds(3600))
                let answer = try #require(await bench.signIn.requests.last?.answer)
                #expect(answer.contains("\"expires_in\":\"3600\"") == (source == .imds))
            }
            if source == .appService {
                try await withApp([:], body)
            } else {
                try await SignInBench.with(environment: [:], body)
            }
        }
    }
}
