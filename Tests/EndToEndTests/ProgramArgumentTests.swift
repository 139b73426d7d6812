import TestSupport
import Testing

/// What the daemon and the emulator say of their arguments, on a terminal.
struct ProgramArgumentTests {
    private static let active = "x\u{1B}[2J\u{9B}2J\u{202E}\ny"

    @Test(arguments: [
        (
            "batch-emulator",
            [[active], ["--port", active], ["--account", active], ["--replay", active], ["--\(active)"]]
        ),
        (
            "batchimgd",
            [
                [active], ["--config", active], ["check-config", "--config", active], ["--\(active)"],
                ["reload", active],
            ]
        ),
    ])
    func `send nothing of an argument to a terminal that it would act on`(
        program: String, lines: [[String]]
    ) throws {
        for arguments in lines {
            let result = try Programs.run(program, arguments)
            let shown = result.errors.unicodeScalars
            #expect([64, 78].contains(result.status), "\(result)")
            #expect(!shown.contains { $0.value < 0x20 && $0 != "\n" }, "\(result)")
            #expect(!shown.contains { (0x7F..<0xA0).contains($0.value) || $0.value == 0x202E }, "\(result)")
        }
        #expect(try Programs.run(program, ["--help"]).output.contains("USAGE: \(program)"))
    }
}
