import AzureBatch
import Catalog
import Foundation
import TestSupport
import Testing

@testable import SyncDaemon

/// The PEM file that `ca_file` names.
struct TrustAnchorTests {
    @Test func `takes effect at the next use when it is renewed, and is forgotten with its account`() async throws {
        let server = try TLSServer()
        let account = AccountSettings(
            name: "a", endpoint: server.url, timeout: 5, interval: .hours(6),
            caFile: try server.folder.secret("ca.pem", try TestCertificate("x").certificatePEM),
            auth: .sharedKey(account: "a", key: .file(server.folder.path("none"))))
        let transports = Transports(environment: [:])
        func isTrusted() async throws -> Bool {
            var findings: [Finding] = []
            try await Doctor(transports: transports, clock: ContinuousClock(), now: { .now }).examine([account]) {
                findings += $0
            }
            return findings.first { $0.check == .tls }?.isWell == true
        }
        #expect(try await !isTrusted())
        _ = try server.folder.secret("ca.pem", try server.authority.certificatePEM)
        #expect(try await isTrusted())
        transports.forget(allBut: [])
        #expect(try await isTrusted())
        try await transports.shutDown()
    }
}
