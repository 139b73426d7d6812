import Foundation
import TestSupport
import Testing

/// What the daemon tells a service manager, and what it takes from one.
@Suite(.oneAtATime)
struct ServiceManagerTests {
    @Test func `tells when it is ready, how it is, that it lives, reloads and stops`() throws {
        let folder = try TemporaryFolder()
        let manager = try NotifySocket(in: folder.url)
        let environment = [
            "NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "400000", "RUNTIME_DIRECTORY": folder.url.path,
        ]
        try Installation.with(
            emulator: ["--replay", "built-in"], accounts: ["a", "b"], environment: environment
        ) { installation in
            #expect(try manager.next("EXTEND_TIMEOUT_USEC=30000000").count == 2)
            let ready = try manager.next("READY=1")
            #expect(ready.count == 2 && ready[1].hasPrefix("STATUS=2 accounts; last sync "), "\(ready)")
            for _ in 1...3 { #expect(try manager.next("WATCHDOG=1") == ["WATCHDOG=1"]) }

            try installation.edit { $0.replacing("[daemon]", with: "[daemon]\noperators = [\"%root\"]") }
            #expect(try reload(installation, environment) == Outcome(status: 0, errors: ""))
            let reloading = try manager.next("RELOADING=1")
            #expect(reloading.count == 2 && reloading[1].wholeMatch(of: /MONOTONIC_USEC=[0-9]+/) != nil, "\(reloading)")
            let again = try manager.next("READY=1")
            #expect(again[1].hasSuffix("; restart for: operators"), "\(again)")

            try installation.edit { $0.replacing("[daemon]", with: "[daemon]\njiter = 1") }
            let refusal = "cannot reload: 1 problem in \(installation.configuration), see the log"
            #expect(try reload(installation, environment) == Outcome(status: 1, errors: "batchimgd: \(refusal)\n"))
            #expect(try manager.next("RELOADING=1").count == 2)
            let refused = try manager.next("READY=1")
            #expect(refused[1].hasPrefix("STATUS=Cannot reload: 1 problem in"), "\(refused)")

            installation.daemon.terminate()
            #expect(try manager.next("STOPPING=1").count == 2)
            installation.daemon.waitUntilExit()
            #expect(installation.daemon.terminationStatus == 0)
        }
    }

    private struct Outcome: Equatable {
        let status: Int32
        let errors: String
    }

    private func reload(_ installation: Installation, _ environment: [String: String]) throws -> Outcome {
        let pid = "\(installation.daemon.processIdentifier)"
        let result = try Programs.run("batchimgd", ["reload", pid], environment: environment)
        return Outcome(status: result.status, errors: result.errors)
    }

    @Test func `says whom a reload does not reach`() throws {
        let folder = try TemporaryFolder()
        let result = try Programs.run(
            "batchimgd", ["reload", "4194304"], environment: ["RUNTIME_DIRECTORY": folder.url.path])
        #expect(result.status == 1)
        #expect(result.errors.hasPrefix("batchimgd: cannot reach the daemon, process 4194304: "), "\(result)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    }

    @Test func `adopts nothing but one listening socket that was handed to it`() throws {
        let folder = try TemporaryFolder()
        let program = try Programs.path("batchimgd").path
        let configuration = folder.path("batchimgd.toml")
        let database = folder.path("images.db")
        // A socket that cannot be bound tells that the daemon went on to bind one.
        try "[daemon]\ndatabase = \"\(database)\"\nsocket = \"/proc/s.sock\"\n"
            .write(toFile: configuration, atomically: true, encoding: .utf8)
        for (variables, message) in [
            ("LISTEN_PID=$$ LISTEN_FDS=1", "cannot adopt the socket of the service manager: it is no listening"),
            ("LISTEN_PID=$$ LISTEN_FDS=2", "cannot adopt 2 sockets: write exactly one ListenStream="),
            ("LISTEN_PID=1 LISTEN_FDS=1", "cannot bind the socket /proc/s.sock"),
            ("LISTEN_PID=$$ LISTEN_FDS=x", "cannot bind the socket /proc/s.sock"),
        ] {
            let result = try Programs.run(
                "/bin/sh",
                ["-c", "\(variables) exec '\(program)' run --config '\(configuration)' 3</dev/null 4</dev/null"])
            #expect(result.status == 1 && result.errors.contains(message), "\(variables): \(result)")
        }
    }
}
