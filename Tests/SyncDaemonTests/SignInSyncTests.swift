import AzureBatch
import BatchEmulator
import Catalog
import CatalogStore
import Foundation
import TestSupport
import Testing

@testable import SyncDaemon

/// An account that cannot sign in fails alone, says why and what to do, and is refreshed again once that is mended.
@Suite(.serialized)
struct SignInSyncTests {
    /// What goes wrong, and how it is mended.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let code: String
        let words: [String]
        let spoil: @Sendable (Scene) async throws -> Void

        var testDescription: String { name }
    }

    /// Where account `a` keeps its secret or certificate.
    struct Scene: Sendable {
        let folder: TemporaryFolder
        let emulator: Emulator

        func write(_ text: String, mode: Int = 0o600) throws { try folder.secret("proof", text, mode: mode) }

        func fault(_ json: String) async throws {
            await emulator.signIn.setFaults(try Fault.list(Data("[\(json)]".utf8)))
        }
    }

    static let certificate = Result { try TestCertificate("batchimgd") }

    static let cases = [
        Case(
            name: "missing file", code: "CredentialUnavailable", words: ["No such file", "check the path under 'file'"]
        ) {
            try FileManager.default.removeItem(atPath: $0.folder.path("proof"))
        },
        Case(name: "empty file", code: "CredentialUnavailable", words: ["/proof", "is empty"]) { try $0.write("") },
        Case(name: "file that the world may read", code: "CredentialUnavailable", words: ["chmod o-rwx"]) {
            try $0.write("Te11tale", mode: 0o644)
        },
        Case(name: "malformed certificate", code: "CredentialUnavailable", words: ["/proof", "is not PEM"]) {
            try $0.write("Te11tale")
        },
        Case(name: "expired certificate", code: "CredentialUnavailable", words: ["/proof", "expired on", "new one"]) {
            try $0.write(try TestCertificate("x", valid: -9000 ... -8000).pem)
        },
        Case(name: "key of another certificate", code: "CredentialUnavailable", words: ["does not belong"]) {
            try $0.write(try certificate.get().certificatePEM + TestCertificate("x").keyPEM)
        },
        Case(name: "certificate that is not registered", code: "AADSTS700027", words: ["/proof", "upload"]) {
            try $0.write(try TestCertificate("x").pem)
        },
        Case(name: "tenant that is not there", code: "AADSTS90002", words: ["check 'tenant'"]) {
            var settings = await $0.emulator.signIn.settings
            settings.tenant = "moved"
            await $0.emulator.signIn.apply(settings)
        },
        Case(name: "token endpoint: HTML", code: "SignInFailed", words: ["text/html", "'authority'"]) {
            try await $0.fault(#"{"html":true,"times":99}"#)
        },
        Case(name: "token endpoint: 503", code: "server_error", words: ["503", "later"]) {
            try await $0.fault(#"{"status":503,"times":99}"#)
        },
        Case(name: "token endpoint: expired token", code: "SignInFailed", words: ["expired", "clock"]) {
            try await $0.fault(#"{"body":"{\"access_token\":\"x\",\"expires_in\":0}","times":99}"#)
        },
        Case(name: "token endpoint: hangs", code: "TimedOut", words: ["cannot sign in"]) {
            try await $0.fault(#"{"hang":true,"times":99}"#)
        },
    ]

    @Test(arguments: cases)
    func `fails alone, clearly, and recovers`(row: Case) async throws {
        let folder = try TemporaryFolder()
        let certificate = try Self.certificate.get()
        let file = try folder.secret("proof", try certificate.pem)
        var settings = SignInSettings()
        settings.applications[0].certificates = [try certificate.certificatePEM]
        let good = settings
        try await SyncedAccounts.with(signIn: good) { url in
            .token(
                .clientCertificate(
                    tenant: good.tenant, clientID: good.applications[0].clientID, certificate: .file(file)),
                authority: url)
        } _: { synced in
            let scene = Scene(folder: folder, emulator: synced.emulator)
            // What is wrong shows when a new token is due.
            await synced.emulator.signIn.revoke()
            try await row.spoil(scene)
            let results = try await synced.sync("a", "b")
            #expect(results["a"]?.outcome == .failed && results["b"]?.outcome == .unchanged)

            let rows = try synced.rows(
                "SELECT error_code, error_message FROM syncs WHERE account = 'a' AND outcome = 'failed'")
            #expect(rows.hasPrefix("\(row.code)|"), "\(rows)")
            for word in row.words { #expect(rows.contains(word), "\(rows)") }
            for secret in ["Te11tale", "PRIVATE KEY", "eyJ"] { #expect(!rows.contains(secret), "\(rows)") }
            #expect(try synced.rows("SELECT COUNT(*) > 0 FROM images WHERE account = 'a'") == "1\n")
            try scene.write(try certificate.pem)
            await synced.emulator.signIn.apply(good)
            try await scene.fault(#"{"times":0}"#)
            await synced.emulator.signIn.setFaults([])
            #expect(try await synced.sync("a")["a"]?.outcome == .unchanged)
            try FaultTable.check(
                .signIn, "a sync: \(row.name)", holds: "that account fails alone, clearly, and recovers"
            ) {}
        }
    }
}
