import Foundation
import TestSupport
import Testing

/// `batchimgctl alerts --follow`: the way of alerts to whoever cannot live in the service's sandbox.
@Suite(.oneAtATime, .serialized)
struct AlertFollowTests {
    private static let alert = """
        [[alert]]
        name = "ops"
        exec = ["/bin/true"]
        images = ["all"]
        events = ["gone", "date", "verified", "unverified"]
        """

    /// A program that follows, and what it prints.
    private struct Follower {
        let process = Process()
        private let output: URL
        private let complaints: URL

        /// - Parameter script: is given the command in `"$@"`.
        init(_ installation: Installation, _ options: [String] = [], script: String = #"exec "$@""#) throws {
            let folder = installation.folder.appendingPathComponent(UUID().uuidString)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            (output, complaints) = (folder.appendingPathComponent("out"), folder.appendingPathComponent("err"))
            for file in [output, complaints] { try Data().write(to: file) }
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments =
                [
                    "-c", script, "sh", try Programs.path("batchimgctl").path, "--socket", installation.socket,
                    "alerts", "--follow", "-o", "ndjson",
                ] + options
            process.environment = Programs.plain
            process.standardOutput = try FileHandle(forWritingTo: output)
            process.standardError = try FileHandle(forWritingTo: complaints)
            // The threads on which tests run block signals, and what they start would, too.
            var (none, before) = (sigset_t(), sigset_t())
            sigemptyset(&none)
            pthread_sigmask(SIG_SETMASK, &none, &before)
            defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
            try process.run()
        }

        var text: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }
        var errors: String { (try? String(contentsOf: complaints, encoding: .utf8)) ?? "" }

        /// The events that came, by their ids; a line that was cut is an error.
        func ids() throws -> [String] {
            try text.split(separator: "\n").map { line in
                let event = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                return try #require(event?["id"] as? String)
            }
        }
    }

    private func ids(_ installation: Installation) throws -> [String] {
        try installation.sqlite("SELECT id FROM alert_event ORDER BY seq").split(separator: "\n").map(String.init)
    }

    /// Goes on until there are more events than there were.
    private func makeEvents(_ installation: Installation) throws {
        let before = try ids(installation).count
        while try ids(installation).count == before {
            try installation.step()
            _ = try installation.ctl("sync")
        }
    }

    private func with(_ body: (Installation) throws -> Void) throws {
        try Installation.with(
            emulator: ["--replay", "built-in"], accounts: ["a", "b"], daemon: Self.alert
        ) { installation in
            try makeEvents(installation)
            try body(installation)
        }
    }

    @Test func `shows what there is and what comes, ends with the daemon, and goes on behind an event`() throws {
        try with { installation in
            let follower = try Follower(installation)
            defer { Installation.end(follower.process) }
            let there = try ids(installation)
            try installation.wait("what is there") { _ in try follower.ids() == there }
            try makeEvents(installation)
            let all = try ids(installation)
            #expect(there.count > 0 && all.count > there.count)
            try installation.wait("what came") { _ in try follower.ids() == all }

            Installation.end(installation.daemon)
            follower.process.waitUntilExit()
            #expect(follower.process.terminationStatus == 0 && follower.errors.isEmpty, "\(follower.errors)")
            #expect(try follower.ids() == all)

            let daemon = try installation.restart()
            defer { Installation.end(daemon) }
            try installation.wait("the daemon") { try $0.get("/v1/status").status == 200 }
            let last = try #require(there.last)
            let next = try Follower(installation, ["--after", last])
            defer { Installation.end(next.process) }
            try installation.wait("the rest") { _ in try next.ids() == Array(all.dropFirst(there.count)) }
            try makeEvents(installation)
            let behind = Array(try ids(installation).dropFirst(there.count))
            try installation.wait("what came then") { _ in try next.ids() == behind }
        }
    }

    @Test func `says that a daemon was killed`() throws {
        try with { installation in
            let follower = try Follower(installation)
            defer { Installation.end(follower.process) }
            try installation.wait("an event") { _ in try !follower.ids().isEmpty }
            kill(installation.daemon.processIdentifier, SIGKILL)
            follower.process.waitUntilExit()
            #expect(follower.process.terminationStatus == 1)
            #expect(
                follower.errors
                    == "batchimgctl: cannot read the daemon's answer: it ends too early; see the daemon's log\n")
        }
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func `ends quietly by a signal`(signal: CInt) throws {
        try with { installation in
            let follower = try Follower(installation)
            defer { Installation.end(follower.process) }
            try installation.wait("what is there") { try follower.ids() == ids($0) }
            kill(follower.process.processIdentifier, signal)
            follower.process.waitUntilExit()
            #expect(follower.process.terminationReason == .uncaughtSignal)
            #expect(follower.process.terminationStatus == signal && follower.errors.isEmpty)
            #expect(try follower.ids() == ids(installation))
        }
    }

    @Test func `ends quietly, and at once, when nobody reads it any more`() throws {
        try with { installation in
            for format in ["ndjson", "json", "table", "tsv"] {
                let started = ContinuousClock.now
                // No event comes that it could fail to write.
                let follower = try Follower(
                    installation, ["-o", format], script: #"{ "$@"; echo "status $?" >&2; } | head -n 1"#)
                follower.process.waitUntilExit()
                #expect(follower.errors == "status 0\n", "\(format)")
                #expect(follower.text.split(separator: "\n").count == 1, "\(format)")
                #expect(ContinuousClock.now - started < .seconds(30), "\(format)")
            }
        }
    }
}
