import Foundation
import TestSupport
import Testing

/// A daemon whose log nobody takes, and signals before it listens to them.
@Suite(.oneAtATime, .serialized)
struct StandardStreamTests {
    /// Starts the installation's daemon anew through a shell.
    private func start(
        _ installation: Installation, _ script: String, errors: Any? = FileHandle.nullDevice
    ) throws -> Process {
        Installation.end(installation.daemon)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c", script, try Programs.path("batchimgd").path, "run", "--config", installation.configuration,
        ]
        process.environment = Programs.plain
        process.standardError = errors
        try process.run()
        return process
    }

    private func goesOn(_ installation: Installation, _ daemon: Process) throws {
        try installation.wait("the socket") { try $0.ctl("status").status == 0 }
        for _ in 0..<3 { #expect(try installation.ctl("sync").status == 0) }
        kill(daemon.processIdentifier, SIGHUP)
        #expect(try installation.ctl("list").status == 0)
        #expect(daemon.isRunning)
        #expect(try installation.sqlite("PRAGMA integrity_check") == "ok\n")
    }

    @Test(arguments: [
        ("that is full (/dev/full)", "exec \"$0\" \"$@\" 2>/dev/full"),
        ("that is closed", "exec \"$0\" \"$@\" 2>&-"),
        ("as all streams are: closed", "exec \"$0\" \"$@\" <&- >&- 2>&-"),
    ])
    func `goes on without a log`(stream: String, script: String) throws {
        try FaultTable.check(.local, "stderr \(stream)", holds: "the daemon goes on without a log") {
            try Installation.with(emulator: [], accounts: ["a"], daemon: "log_level = \"trace\"") { installation in
                let daemon = try start(installation, script)
                defer { Installation.end(daemon) }
                try goesOn(installation, daemon)
            }
        }
    }

    @Test(arguments: [true, false]) func `goes on when whoever read its log leaves, or sleeps`(leaves: Bool) throws {
        try FaultTable.check(
            .local, leaves ? "stderr: a pipe whose reader left" : "stderr: a pipe that nobody reads, full",
            holds: "the daemon goes on without a log"
        ) {
            try Installation.with(emulator: [], accounts: ["a"], daemon: "log_level = \"trace\"") { installation in
                let pipe = Pipe()
                if !leaves {
                    // F_SETPIPE_SZ: a page, of which less than a log line is left.
                    #expect(fcntl(pipe.fileHandleForWriting.fileDescriptor, 1031, 4096) == 4096)
                    pipe.fileHandleForWriting.write(Data(repeating: 0x0A, count: 4090))
                }
                let daemon = try start(installation, "exec \"$0\" \"$@\"", errors: pipe)
                if leaves { try pipe.fileHandleForReading.close() }
                defer { Installation.end(daemon) }
                try goesOn(installation, daemon)
            }
        }
    }

    @Test func `remembers a reload that is asked for while it starts`() throws {
        try FaultTable.check(.local, "SIGHUP while the daemon starts", holds: "it starts, then reloads") {
            try Installation.with(emulator: [], accounts: ["a"]) { installation in
                // What is started from a task inherits that its signals are blocked.
                let perl = "sigprocmask(SIG_SETMASK, POSIX::SigSet->new()); exec @ARGV"
                let log = installation.folder.appendingPathComponent("second.log").path
                let daemon = try start(installation, "exec perl -MPOSIX -e '\(perl)' -- \"$0\" \"$@\" 2>\(log)")
                defer { Installation.end(daemon) }
                // From its first instruction on it takes the signal, long before it reads its configuration.
                try installation.wait("the start") { _ in
                    let status = try String(
                        contentsOfFile: "/proc/\(daemon.processIdentifier)/status", encoding: .utf8)
                    let caught = status.firstMatch(of: /SigCgt:\s+([0-9a-f]+)/).flatMap { UInt64($0.1, radix: 16) }
                    return status.hasPrefix("Name:\tbatchimgd\n") && (caught ?? 0) & 1 == 1
                }
                kill(daemon.processIdentifier, SIGHUP)
                try installation.wait("the reload") { _ in
                    try String(contentsOfFile: log, encoding: .utf8).contains("reloaded")
                }
                #expect(try installation.ctl("status").status == 0)
            }
        }
    }

    @Test func `says that an answer cannot be written`() throws {
        try FaultTable.check(.local, "stdout of batchimgd answer and sql: /dev/full", holds: "exit 1, says so") {
            try Installation.with(emulator: [], accounts: ["a"]) { installation in
                for question in ["answer", "sql"] {
                    let argument = question == "sql" ? "SELECT 1" : "/v1/accounts"
                    let result = try Programs.run(
                        "/bin/sh",
                        [
                            "-c", "exec \"$0\" \"$@\" >/dev/full", try Programs.path("batchimgd").path, question,
                            "--database", installation.database, argument,
                        ])
                    #expect(
                        result.status == 1
                            && result.errors == "cannot write the answer: No space left on device\n", "\(result)")
                }
            }
        }
    }
}
