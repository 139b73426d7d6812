import Foundation
import TestSupport
import Testing

/// The demo that comes with the programs.
@Suite(.oneAtATime, .serialized)
struct DemoTests {
    /// What lies in a folder that only the demo writes to.
    private static func left(in folder: TemporaryFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    }

    /// Processes whose command line names something in the folder.
    private static func running(in folder: TemporaryFolder) throws -> String {
        try Programs.run("/usr/bin/pgrep", ["-f", "\(folder.url.path)/batchimgd-demo"]).output
    }

    @Test func `shows days, states, dates and pools, and leaves nothing`() throws {
        let folder = try TemporaryFolder()
        let demo = try Programs.run("batchimgctl", ["demo", "--once"], environment: ["TMPDIR": folder.url.path])
        #expect(demo.status == 0 && demo.errors.isEmpty, "\(demo)")
        let titles = demo.output.split(separator: "\n").filter { $0.hasPrefix("== ") }
        #expect(titles.count == 7, "\(titles)")
        #expect(demo.output.contains(/\n20\d\d-\d\d-\d\d  [0-9]+ added/))
        let today = try Programs.run("/bin/date", ["-u", "+%F"]).output.trimmingCharacters(in: .newlines)
        #expect(demo.output.contains("\n\(today)  "))
        #expect(demo.output.contains("batchimgd 0.1.0, pid ") && demo.output.contains("\ngenomics "))
        #expect(demo.output.contains("init --from-az"))
        #expect(try Self.left(in: folder) == [])
        #expect(try Self.running(in: folder) == "")
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `stays for commands until a signal, and leaves nothing`(signal: Int32) throws {
        let folder = try TemporaryFolder()
        let demo = Process()
        let pipe = Pipe()
        demo.executableURL = try Programs.path("batchimgctl")
        demo.arguments = ["demo"]
        demo.environment = Programs.plain.merging(["TMPDIR": folder.url.path]) { _, new in new }
        demo.standardOutput = pipe
        try demo.run()
        defer { if demo.isRunning { demo.terminate() } }
        var text = ""
        while !text.contains("SELECT kind") {
            let chunk = pipe.fileHandleForReading.availableData
            guard !chunk.isEmpty else { break }
            text += String(decoding: chunk, as: UTF8.self)
            // Once in the middle of the tour.
            if signal == SIGTERM, text.contains("== What changed") { break }
        }
        if signal != SIGTERM {
            let line = try #require(text.split(separator: "\n").first { $0.contains("export BATCHIMGD_SOCKET=") })
            let socket = String(line.split(separator: "=")[1])
            let asked = try Programs.run("batchimgctl", ["--socket", socket, "accounts", "-o", "csv", "--no-header"])
            #expect(asked.output.ranges(of: ",ok,").count == 3, "\(asked)")
        }
        kill(demo.processIdentifier, signal)
        demo.waitUntilExit()
        #expect(demo.terminationReason == .exit && demo.terminationStatus == 0)
        #expect(try Self.left(in: folder) == [])
        #expect(try Self.running(in: folder) == "")
    }

    @Test func `ends when nobody reads any more, and leaves nothing`() throws {
        let folder = try TemporaryFolder()
        let program = try Programs.path("batchimgctl").path
        let demo = try Programs.run(
            "/bin/bash", ["-c", "/usr/bin/timeout 60 '\(program)' demo | head -n 1; exit ${PIPESTATUS[0]}"],
            environment: ["TMPDIR": folder.url.path])
        #expect(demo.status == 0 && demo.errors.isEmpty, "\(demo)")
        #expect(demo.output.hasPrefix("batchimgd keeps the history"))
        #expect(try Self.left(in: folder) == [])
    }

    private static let isInstalled = FileManager.default.fileExists(atPath: "/usr/bin/batch-emulator")

    @Test(.enabled(if: !isInstalled, "with its package installed, nothing is missing"))
    func `says what is missing`() throws {
        let folder = try TemporaryFolder()
        let copy = folder.url.appendingPathComponent("batchimgctl")
        try FileManager.default.copyItem(at: try Programs.path("batchimgctl"), to: copy)
        let alone = try Programs.run(copy.path, ["demo"])
        #expect(alone.status == 1 && alone.output.isEmpty)
        #expect(
            alone.errors.contains(
                "cannot show it without the program batch-emulator: install the package batchimgd-demo"))
        let emulator = folder.url.appendingPathComponent("batch-emulator")
        try FileManager.default.copyItem(at: try Programs.path("batch-emulator"), to: emulator)
        let half = try Programs.run(emulator.path, ["demo"], environment: ["TMPDIR": folder.url.path])
        #expect(half.status == 1 && half.errors.contains("cannot show it without the program batchimg"), "\(half)")
        #expect(try Self.left(in: folder).sorted() == ["batch-emulator", "batchimgctl"])
    }
}
