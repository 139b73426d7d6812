import Foundation
import TestSupport
import Testing

/// Other users who read the file itself: a member of the daemon's group, who may write nothing.
@Suite(.oneAtATime, .serialized, .enabled(if: geteuid() == 0, "two users take root"))
struct ReaderTests {
    private static let owner = User(id: 64_001, group: 64_002)
    private static let reader = User(id: 64_003, group: 64_002)
    private static let stranger = User(id: 64_003, group: 64_003)

    /// Each way to count the rows of a view.
    private static let programs: [(name: String, program: String, arguments: @Sendable (_ file: String) -> [String])] =
        [
            ("sqlite3", "/usr/bin/sqlite3", { ["-readonly", $0, "SELECT COUNT(*) FROM images"] }),
            (
                "Python's sqlite3", "/usr/bin/python3",
                {
                    [
                        "-c",
                        "import sqlite3, sys; print(sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True)"
                            + ".execute('SELECT COUNT(*) FROM images').fetchone()[0])", $0,
                    ]
                }
            ),
            (
                "batchimgctl", "batchimgctl",
                { ["--database", $0, "sql", "SELECT COUNT(*) FROM images", "-o", "tsv", "--no-header"] }
            ),
        ]

    private func check(_ situation: String, _ file: String, _ images: String) throws {
        for (name, program, arguments) in Self.programs {
            try FaultTable.check(.local, "reader: \(name), daemon \(situation)", holds: "reads every row") {
                let result = try Self.reader.run(program, arguments(file))
                #expect(result.status == 0 && result.output == "\(images)\n", "\(name) \(situation): \(result)")
                let shut = try Self.stranger.run(program, arguments(file))
                #expect(shut.status != 0, "\(name) \(situation)")
            }
        }
    }

    @Test func `reads as a member of the group in every situation`() throws {
        // Many, so that the daemon is writing for a good part of a sync.
        let names = (1...40).map { "a\($0)" }
        try Installation.with(emulator: ["--replay", "built-in"], accounts: names, user: Self.owner) {
            installation in
            let file = installation.database
            let images = "\(56 * names.count)"
            try check("idle", file, images)
            try inAWrite(installation) { try check("in a write", file, images) }
            installation.daemon.terminate()
            installation.daemon.waitUntilExit()
            #expect(installation.daemon.terminationStatus == 0)
            try check("stopped", file, images)
            try readOnly(installation) { try check("stopped, read-only mount", $0, images) }

            let second = try installation.restart()
            try installation.wait("the second start") { try $0.ctl("status").status == 0 }
            #expect(try installation.ctl("sync").status == 0)
            kill(second.processIdentifier, SIGKILL)
            second.waitUntilExit()
            try check("killed", file, images)
            try readOnly(installation) { try check("killed, read-only mount", $0, images) }
        }
    }

    /// Stops the daemon's process in the middle of a transaction, as another writer is told.
    private func inAWrite(_ installation: Installation, _ body: () throws -> Void) throws {
        for _ in 0..<300 {
            let sync = try Programs.start("batchimgctl", ["--socket", installation.socket, "sync"])
            defer { sync.waitUntilExit() }
            // Again and again, so that it does not matter how long a sync takes.
            while sync.isRunning {
                usleep(UInt32.random(in: 5_000...50_000))
                kill(installation.daemon.processIdentifier, SIGSTOP)
                defer { kill(installation.daemon.processIdentifier, SIGCONT) }
                let begin = try Programs.run("/usr/bin/sqlite3", [installation.database, "BEGIN IMMEDIATE; ROLLBACK"])
                if begin.errors.contains("locked") { return try body() }
            }
        }
        Issue.record("the daemon was never stopped in a write")
    }

    /// The state folder bound read-only somewhere else.
    private func readOnly(_ installation: Installation, _ body: (_ file: String) throws -> Void) throws {
        let mount = installation.folder.appendingPathComponent("mount").path
        try FileManager.default.createDirectory(atPath: mount, withIntermediateDirectories: true)
        defer { _ = try? Programs.run("/bin/umount", [mount]) }
        #expect(try Programs.run("/bin/mount", ["--bind", installation.state.path, mount]).status == 0)
        #expect(try Programs.run("/bin/mount", ["-o", "remount,bind,ro", mount]).status == 0)
        try body("\(mount)/images.db")
    }

    @Test func `names the cause when a copy lacks its log`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"], user: Self.owner) { installation in
            let copy = installation.folder.appendingPathComponent("copy.db").path
            _ = try Programs.run("/bin/cp", [installation.database, copy])
            _ = try Programs.run("/bin/chmod", ["0644", copy])
            let result = try Self.reader.run("batchimgctl", ["--database", copy, "list"])
            #expect(result.status == 3 && result.errors.contains("batchimgctl export"), "\(result)")
        }
    }
}
