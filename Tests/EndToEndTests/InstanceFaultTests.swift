import Foundation
import TestSupport
import Testing

/// Two daemons on one record, or on one socket.
@Suite(.oneAtATime, .serialized)
struct InstanceFaultTests {
    /// A daemon without accounts, ended after a minute if it does not end by itself.
    private func daemon(_ folder: TemporaryFolder, _ name: String, database: String, socket: String) throws -> Process {
        let configuration = folder.path("\(name).toml")
        try "[daemon]\ndatabase = \"\(database)\"\nsocket = \"\(socket)\"\n".write(
            toFile: configuration, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        process.arguments = ["60", try Programs.path("batchimgd").path, "--config", configuration]
        process.environment = Programs.plain
        let log = folder.path("\(name).log")
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        process.standardError = FileHandle(forWritingAtPath: log)
        try process.run()
        return process
    }

    /// Kills the daemon, not the program that watches its time: that one inherits that signals are blocked.
    private func kill(_ process: Process) throws {
        _ = try Programs.run("/usr/bin/pkill", ["-KILL", "-P", "\(process.processIdentifier)"])
        process.waitUntilExit()
    }

    private func end(_ folder: TemporaryFolder, database: String, socket: String) throws -> (Int32, String) {
        let process = try daemon(folder, "second", database: database, socket: socket)
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOfFile: folder.path("second.log"), encoding: .utf8))
    }

    @Test func `refuses a second daemon by whatever name it has the database`() throws {
        try FaultTable.check(
            .local, "second instance on one database, by a link to it, to its folder, or a hard link",
            holds: "exit 1, says so; the first goes on"
        ) {
            let folder = try TemporaryFolder()
            try Installation.with(emulator: [], accounts: ["a"]) { installation in
                symlink(installation.database, folder.path("link.db"))
                symlink(installation.state.path, folder.path("folder"))
                for (name, reason) in [
                    ("link.db", "another batchimgd works on it"),
                    ("folder/images.db", "another batchimgd works on it"), ("hard.db", "it has another name"),
                ] {
                    if name == "hard.db" { link(installation.database, folder.path(name)) }
                    let (status, log) = try end(folder, database: folder.path(name), socket: folder.path("s"))
                    #expect(status == 1 && log.contains(reason) && log.contains(folder.path(name)), "\(name): \(log)")
                }
                #expect(try installation.ctl("sync").status == 0)
                #expect(try installation.sqlite("PRAGMA integrity_check") == "ok\n")
            }
        }
    }

    @Test func `leaves a socket to the daemon that answers there`() throws {
        try FaultTable.check(
            .local, "second instance on one socket, with a database of its own",
            holds: "exit 1, names the socket; the first goes on"
        ) {
            let folder = try TemporaryFolder()
            try Installation.with(emulator: [], accounts: ["a"]) { installation in
                func refused(_ reason: String) throws {
                    let (status, log) = try end(
                        folder, database: folder.path("other.db"), socket: installation.socket)
                    #expect(status == 1 && log.contains(reason) && log.contains(installation.socket), "\(log)")
                    #expect(try installation.ctl("sync").status == 0)
                }
                try refused("another batchimgd answers there")
                // One that knows of no locks, such as an older version.
                try FileManager.default.removeItem(atPath: "\(installation.socket).lock")
                try refused("another program answers there")
            }
        }
    }

    @Test func `removes no socket but its own`() throws {
        try FaultTable.check(
            .local, "somebody else's socket in place of the daemon's", holds: "it stays when the daemon stops"
        ) {
            try Installation.with(emulator: [], accounts: ["a"]) { installation in
                try FileManager.default.removeItem(atPath: installation.socket)
                try Data("other".utf8).write(to: URL(fileURLWithPath: installation.socket))
                installation.daemon.terminate()
                installation.daemon.waitUntilExit()
                #expect(installation.daemon.terminationStatus == 0)
                #expect(try String(contentsOfFile: installation.socket, encoding: .utf8) == "other")
            }
        }
    }

    @Test func `lets one of several daemons that start at once have the socket`() throws {
        try FaultTable.check(
            .local, "six daemons that start at once on a socket file left behind",
            holds: "one answers, the others exit 1"
        ) {
            let folder = try TemporaryFolder()
            let socket = folder.path("s")
            let first = try daemon(folder, "first", database: folder.path("0.db"), socket: socket)
            while access(socket, F_OK) != 0, first.isRunning { usleep(5_000) }
            try kill(first)
            #expect(access(socket, F_OK) == 0)
            let all = try (1...6).map {
                try daemon(folder, "\($0)", database: folder.path("\($0).db"), socket: socket)
            }
            defer { for process in all where process.isRunning { try? kill(process) } }
            while all.count(where: \.isRunning) > 1 { usleep(5_000) }
            #expect(all.filter { !$0.isRunning }.map(\.terminationStatus) == [1, 1, 1, 1, 1])
            let status = try Programs.run("batchimgctl", ["--socket", socket, "status"])
            #expect(status.status == 0, "\(status)")
        }
    }
}
