import AzureBatch
import Catalog
import Foundation
import TestSupport
import Testing

@testable import SyncDaemon

/// The PEM file that `ca_file` names.
struct TrustAnchorTests {
    @Test func `takes effect at the next use when it is renewed, and is forgotten with its account`() async throws {
        let folder = try TemporaryFolder()
        let authority = try TestCertificate("renewed authority")
        let server = try TestCertificate("server", issuer: authority)
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "s_server", "-accept", "127.0.0.1:0", "-cert", try folder.secret("server.pem", try server.pem), "-key",
            folder.path("server.pem"), "-www",
        ]
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        // What is started from a task inherits that its signals are blocked.
        defer { kill(process.processIdentifier, SIGKILL) }
        var said = ""
        while !said.contains("ACCEPT ") || !said.hasSuffix("\n") {
            let data = pipe.fileHandleForReading.availableData
            try #require(!data.isEmpty)
            said += String(decoding: data, as: UTF8.self)
        }
        let port = try #require(said.firstMatch(of: /ACCEPT 127\.0\.0\.1:([0-9]+)/)).1
        let account = AccountSettings(
            name: "a", endpoint: "https://127.0.0.1:\(port)", cloud: .public, apiVersion: "2025-06-01",
            maxResults: 1000,
            timeout: 5, interval: .hours(6),
            caFile: try folder.secret("ca.pem", try TestCertificate("x").certificatePEM),
            isEnabled: true, auth: .sharedKey(account: "a", key: .file(folder.path("none"))))
        let transports = Transports(environment: [:])
        func isTrusted() async throws -> Bool {
            var findings: [Finding] = []
            try await Doctor(transports: transports, clock: ContinuousClock(), now: { .now }).examine([account]) {
                findings += $0
            }
            return findings.first { $0.check == .tls }?.isWell == true
        }
        #expect(try await !isTrusted())
        _ = try folder.secret("ca.pem", try authority.certificatePEM)
        #expect(try await isTrusted())
        transports.forget(allBut: [])
        #expect(try await isTrusted())
        try await transports.shutDown()
    }
}
