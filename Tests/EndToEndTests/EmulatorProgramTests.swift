import Foundation
import TestSupport
import Testing

/// The emulator as a program: what it says, and to whom.
struct EmulatorProgramTests {
    @Test(arguments: [">/dev/full", ">&-", "| true; exit ${PIPESTATUS[0]}"])
    func `ends with a message when nobody takes its address`(output: String) throws {
        let program = try Programs.path("batch-emulator").path
        let result = try Programs.run("/bin/bash", ["-c", "/usr/bin/timeout 20 '\(program)' \(output)"])
        #expect(result.status == 1 && result.errors.contains("cannot write on stdout"), "\(result)")
    }

    @Test func `sends nothing of an argument to a terminal that it would act on`() throws {
        let active = "x\u{1B}[2J\u{9B}2J\u{202E}\ny"
        for arguments in [
            [active], ["--port", active], ["--account", active], ["--replay", active], ["--\(active)"],
        ] {
            let result = try Programs.run("batch-emulator", arguments)
            let shown = result.errors.unicodeScalars
            #expect(result.status == 64 && !shown.contains { $0.value < 0x20 && $0 != "\n" }, "\(result)")
            #expect(!shown.contains { (0x7F..<0xA0).contains($0.value) || $0.value == 0x202E }, "\(result)")
        }
        #expect(try Programs.run("batch-emulator", ["--help"]).output.contains("USAGE: batch-emulator"))
    }
}
