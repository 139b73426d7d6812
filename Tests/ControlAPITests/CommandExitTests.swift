import Foundation
import Glibc
import Testing

/// Exit statuses and messages of the built program, and what it does on a terminal.
struct CommandExitTests {
    @Test(arguments: [
        (["list", "--state", "old"], "known are supported"),
        (["list", "--columns", "age"], "known are account, publisher"),
        (["list", "--columns", ","], "known are account"), (["list", "--gen", "3"], "1 or 2"),
        (["list", "--within", "soon"], "soon"), (["changes", "--since", "yesterday"], "RFC 3339"),
        (["changes", "--kind", "moved"], "known are added"), (["list", "-o", "xml"], "table"),
        (["nonsense"], "nonsense"), (["list", "--color", "red"], "never"), (["list", "extra"], "extra"),
        (["--verified", "list"], "--verified"),
    ])
    func `refuses wrong usage with the usage on stderr`(arguments: [String], said: String) throws {
        let result = try Program(arguments, socket: "/nonexistent/s.sock")
        #expect(result.status == 64 && result.output.isEmpty)
        #expect(result.errors.contains(said) && result.errors.contains("Usage: batchimgctl"), "\(result.errors)")
    }

    @Test(arguments: [
        ["--help"], ["list", "--help"], ["eol", "-h"], ["sync", "--help"], ["init", "--help"], ["help", "status"],
    ])
    func `helps with an example`(arguments: [String]) throws {
        let result = try Program(arguments, socket: "/nonexistent/s.sock")
        let text = result.output.split(separator: /\s+/).joined(separator: " ")
        #expect(result.status == 0 && result.errors.isEmpty && text.contains("Example: batchimgctl"))
    }

    @Test func `tells its version without a daemon`() throws {
        let result = try Program(["--version"], socket: "/nonexistent/s.sock")
        #expect(result.status == 0 && result.output == "0.1.0\n")
    }

    @Test(arguments: [(400, 64), (403, 77), (404, 4), (500, 1)])
    func `ends with the status of an error answer`(status: Int, code: Int32) throws {
        let json = #"{"error":{"kind":"x","message":"cannot do it: try this"}}"#
        try CannedServer.with([CannedAnswers.list: CannedServer.answer(json, status: status)]) { server in
            let result = try Program(["list", "-o", "json"], socket: server.path)
            #expect(result.status == code && result.output.isEmpty)
            #expect(result.errors == "batchimgctl: cannot do it: try this\n")
        }
    }

    @Test func `looks for the socket where it was told, then in its places`() throws {
        try CannedServer.with([CannedAnswers.list: CannedServer.answer(CannedAnswers.images([]))]) { server in
            let told = try Program(["list", "--socket", server.path], socket: "/nonexistent/s.sock")
            #expect(told.status == 0)
            let before = try Program(["--socket=\(server.path)", "list"], socket: "/nonexistent/s.sock")
            #expect(before.status == 0)
            let runtime = URL(fileURLWithPath: server.path).deletingLastPathComponent().path
            try FileManager.default.createDirectory(atPath: "\(runtime)/batchimgd", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: "\(runtime)/batchimgd/batchimgd.sock", withDestinationPath: server.path)
            let found = try Program(try Program.path, ["list"], environment: ["XDG_RUNTIME_DIR": runtime])
            #expect(found.status == 0)
        }
    }

    @Test func `tells where it looked for a daemon`() throws {
        let told = try Program(["list"], socket: "/nonexistent/s.sock")
        #expect(told.status == 3 && told.output.isEmpty)
        #expect(
            told.errors == "batchimgctl: cannot reach the daemon: no socket at /nonexistent/s.sock; start it: "
                + "systemctl start batchimgd\n")
    }

    @Test func `tells that nobody listens`() throws {
        let left = "/tmp/left-\(UUID().uuidString.prefix(8)).sock"
        defer { unlink(left) }
        try CannedServer.with([:]) { try FileManager.default.linkItem(atPath: $0.path, toPath: left) }
        let result = try Program(["list"], socket: left)
        #expect(result.status == 3 && result.errors.contains("nobody answers at \(left)"))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") && geteuid() == 0))
    func `tells which group to join`() throws {
        try CannedServer.with([:]) { server in
            chmod(server.path, 0o660)
            let result = try Program(
                "/usr/bin/setpriv",
                ["--reuid", "65534", "--regid", "65534", "--clear-groups", try Program.path, "list"],
                environment: ["BATCHIMGD_SOCKET": server.path])
            #expect(result.status == 77)
            #expect(result.errors.contains("members of the group 'root'") && result.errors.contains("log in again"))
            #expect(result.errors.contains("sudo usermod -aG root nobody"))
        }
    }

    @Test func `answers with stderr closed, and fails when nobody can take the answer`() throws {
        let accounts = #"[{"name":"a","asOf":"2020-01-01T00:00:00Z","stale":true}]"#
        let json = CannedAnswers.images([], accounts: accounts)
        try CannedServer.with([CannedAnswers.list: CannedServer.answer(json)]) { server in
            let environment = ["BATCHIMGD_SOCKET": server.path]
            let closed = "exec '\(try Program.path)' list -o json 2>&-"
            let result = try Program("/bin/sh", ["-c", closed], environment: environment)
            #expect(result.status == 0 && result.output == json)
            let full = "exec '\(try Program.path)' list -o json >/dev/full"
            let failed = try Program("/bin/sh", ["-c", full], environment: environment)
            #expect(failed.status == 1 && failed.errors.contains("cannot write the result"))
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
    func `fits and colours a table on a terminal only`() throws {
        let image = CannedAnswers.image(
            "a", "canonical", String(repeating: "日本", count: 20), #""capabilities":["DockerCompatible"],"#)
        try CannedServer.with([CannedAnswers.list: CannedServer.answer(CannedAnswers.images([image]))]) { server in
            func lines(_ arguments: String, _ environment: [String: String] = [:]) throws -> [String] {
                let command = "stty cols 115; exec '\(try Program.path)' list \(arguments)"
                return try Program(
                    "/usr/bin/script", ["-qec", command, "/dev/null"],
                    environment: ["BATCHIMGD_SOCKET": server.path, "SHELL": "/bin/sh"].merging(environment) { $1 }
                ).output.replacing("\r\n", with: "\n").split(separator: "\n").map(String.init)
            }
            let colored = try lines("")
            #expect(colored.count == 2 && colored[1].contains("\u{1B}[32msupport") && colored[1].contains("…"))
            let plain = try lines("", ["NO_COLOR": "1"])
            #expect(plain == (try lines("--color never")) && !plain.joined().contains("\u{1B}"))
            let widths = plain.map { $0.unicodeScalars.reduce(0) { $0 + ("日本".unicodeScalars.contains($1) ? 2 : 1) } }
            #expect(widths.allSatisfy { $0 <= 115 }, "\(widths)")
            let piped = try Program(["list"], socket: server.path).output
            #expect(!piped.contains("\u{1B}") && !piped.contains("…"))
            #expect(try Program(["list", "--color", "always"], socket: server.path).output.contains("\u{1B}[32m"))
        }
    }
}
