import Foundation
import TestSupport
import Testing

/// What the daemon says it will refresh next.
@Suite(.oneAtATime)
struct NextSyncTests {
    @Test func `never names an account that is switched off`() throws {
        try Installation.with(emulator: [], accounts: ["a", "b"]) { installation in
            func next() throws -> String? {
                let status = try installation.get("/v1/status").json
                return (status["nextSync"] as? [String: Any])?["account"] as? String
            }
            for (account, left) in [("a", "b"), ("b", nil)] as [(String, String?)] {
                try installation.edit {
                    $0.replacing("name = \"\(account)\"\n", with: "name = \"\(account)\"\nenabled = false\n")
                }
                kill(installation.daemon.processIdentifier, SIGHUP)
                try installation.wait("the reload") { _ in try next() == left }
            }
            #expect(try installation.ctl("status").output.contains("\nnext sync  -\n"))
            let next = try installation.ctl("sql", "SELECT COUNT(next_attempt) AS n FROM accounts", "-o", "csv")
            #expect(next.output == "n\n0\n", "\(next)")
            let doctor = try installation.ctl("doctor")
            #expect(doctor.output.contains("a refresh: disabled, last good"), "\(doctor)")
        }
    }
}
