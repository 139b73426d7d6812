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

    /// Nothing is sent there.
    private func account(caFile: String) -> AccountSettings {
        AccountSettings(
            name: "a", endpoint: "https://a.invalid", timeout: 5, interval: .hours(6), caFile: caFile,
            auth: .sharedKey(account: "a", key: .file("/nonexistent")))
    }

    @Test func `leave nothing open when they are replaced, or no account needs them any more`() async throws {
        let folder = try TemporaryFolder()
        let account = account(caFile: try folder.secret("ca.pem", try TestCertificate("x").certificatePEM))
        let transports = Transports(environment: [:])
        /// What closes the connections once it is let go.
        func owner() throws -> AnyObject {
            let transport = try transports.transport(to: account.endpoint, for: account)
            return try #require(Mirror(reflecting: transport).descendant("owner", "some")) as AnyObject
        }
        weak let replaced = try owner()
        #expect(try owner() === replaced)
        _ = try folder.secret("ca.pem", try TestCertificate("y").certificatePEM)
        weak let renewed = try owner()
        #expect(replaced == nil)
        transports.forget(allBut: [account])
        #expect(renewed != nil)
        transports.forget(allBut: [])
        #expect(renewed == nil)
        try await transports.shutDown()
    }

    @Test(arguments: [
        ("missing", "No such file or directory"), ("a pipe", "it is no plain file"),
        ("a device", "it is no plain file"), ("a folder", "it is no plain file"),
        ("too large", "it is larger than 4096 KiB"), ("no PEM", "it holds no certificate in PEM, or a broken one"),
    ])
    func `say plainly why they cannot be used`(fault: String, reason: String) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("ca.pem")
        switch fault {
        case "a pipe": mkfifo(path, 0o600)
        case "a device": symlink("/dev/zero", path)
        case "a folder": mkdir(path, 0o700)
        case "too large": try folder.secret("ca.pem", String(repeating: "\n", count: (4 << 20) + 1))
        case "no PEM": try folder.secret("ca.pem", "-----BEGIN CERTIFICATE-----\nx\n")
        default: break
        }
        let transports = Transports(environment: [:])
        let account = account(caFile: path)
        try FaultTable.check(.local, "ca_file: \(fault)", holds: "says '\(reason)'") {
            let error = #expect(throws: UpstreamError.self) {
                try transports.transport(to: account.endpoint, for: account)
            }
            #expect(error?.message == "cannot use the trust anchors in \(path): \(reason)")
            #expect(error?.remedy == "check 'ca_file'")
        }
        try await transports.shutDown()
    }
}
