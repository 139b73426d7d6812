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
}
