import Foundation
import Glibc
import TestSupport
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
        ("lst", "list"), ("statuss --socket x", "status"), ("help sycn", "sync"), ("chek --fail-on error", "check"),
    ])
    func `names the command that was probably meant`(line: String, meant: String) throws {
        let result = try Program(line.split(separator: " ").map(String.init), socket: "/nonexistent/s.sock")
        #expect(result.status == 64 && result.output.isEmpty)
        #expect(result.errors.hasPrefix("Error: Unknown command '"), "\(result.errors)")
        #expect(result.errors.contains("Did you mean '\(meant)'?"), "\(result.errors)")
        let far = try Program(["x\u{1B}[31m-no-such-command"], socket: "/nonexistent/s.sock")
        #expect(far.status == 64 && !far.errors.contains("Did you mean") && !far.errors.contains("\u{1B}"))
    }

    @Test(arguments: [("--acount", "--account"), ("--verifed", "--verified"), ("--no-haeder", "--no-header")])
    func `names the option that was probably meant`(option: String, meant: String) throws {
        let result = try Program(["list", option], socket: "/nonexistent/s.sock")
        #expect(result.status == 64 && result.errors.contains("Did you mean '\(meant)'?"), "\(result.errors)")
    }

    private static let commands = [
        "list", "show", "resolve", "suggest", "snippet", "eol", "pools", "alerts", "agents", "accounts", "syncs",
        "changes", "report",
        "check", "diff", "sync", "status", "doctor", "sql", "export", "init", "completion",
        "demo",
    ]

    @Test(arguments: [["--help"], ["help", "status"], ["eol", "-h"]] + commands.map { [$0, "--help"] })
    func `helps with an example`(arguments: [String]) throws {
        let result = try Program(arguments, socket: "/nonexistent/s.sock")
        let text = result.output.split(separator: /\s+/).joined(separator: " ")
        #expect(result.status == 0 && result.errors.isEmpty)
        #expect(text.contains(/Example: ([a-z -]+\| )?batchimgctl/), "\(text)")
    }

    @Test func `shows the command's place in the manual page on a terminal, and its help where there is none`() throws {
        let folder = try TemporaryFolder()
        let man = folder.path("man")
        try #"#!/bin/sh\n[ "$1" = -w ] && exit ${NO_PAGE:-0}\nprintf "%s\n" "man $* LESS=$LESS"\n"#.replacing(
            #"\n"#, with: "\n"
        )
        .write(toFile: man, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: man)
        func help(_ environment: [String: String]) throws -> String {
            let result = try Terminal.run("help status", columns: 100, socket: "/nonexistent/s.sock", environment)
            #expect(result.status == 0)
            return result.lines.joined(separator: "\n")
        }
        let own = "\(folder.url.path):/usr/bin:/bin"
        #expect(try help(["PATH": own]) == #"man 1 batchimgctl LESS=+/^ {3}status\b"#)
        #expect(try help(["PATH": own, "LESS": "-R"]) == #"man 1 batchimgctl LESS=-R +/^ {3}status\b"#)
        #expect(try help(["PATH": own, "NO_PAGE": "16"]).contains("USAGE: batchimgctl status"))
        let piped = try Program(
            try Program.path, ["help", "status"], environment: ["PATH": own])
        #expect(piped.status == 0 && piped.output.contains("USAGE: batchimgctl status"))
    }

    @Test func `names every command in its help`() throws {
        let help = try Program(["--help"], socket: "/nonexistent/s.sock").output
        let listed = help.split(separator: "SUBCOMMANDS:\n").last?.split(separator: "\n").compactMap {
            $0.hasPrefix("  ") && !$0.hasPrefix("   ") ? $0.split(separator: " ").first.map(String.init) : nil
        }
        #expect(Set(listed ?? []).subtracting(["See"]) == Set(Self.commands), "\(help)")
    }

    /// What each command is called with, and what it asks the daemon first; `nil`: nothing.
    private static let calls: [(arguments: [String], asked: String?)] = [
        (["list"], CannedAnswers.list), (["show", "p:o:s"], "GET /v1/images/history?image=p%3Ao%3As"),
        (["resolve", "p:o:s"], "GET /v1/resolve?image=p%3Ao%3As"),
        (["suggest", "p:o:s", "--agent", "g", "--within", "9d"], "GET /v1/suggest?image=p%3Ao%3As&agent=g&within=9d"),
        (["snippet", "p:o:s", "--for", "rest"], "GET /v1/resolve?image=p%3Ao%3As"),
        (["eol"], "GET /v1/images?state=ended&state=ending&state=grace&order=end-of-life&limit=10000"),
        (["agents"], "GET /v1/agents?limit=10000"), (["agents", "-A", "a"], "GET /v1/agents?account=a&limit=10000"),
        (["accounts"], "GET /v1/accounts?limit=10000"),
        (["syncs"], "GET /v1/syncs?limit=10000"), (["changes"], "GET /v1/changes?limit=10000"),
        (["changes", "--follow"], "GET /v1/changes?follow=true"), (["diff", "a", "b"], "GET /v1/diff?from=a&to=b"),
        (["report", "--html"], "GET /report.html"), (["report", "-A", "a"], "GET /report.md?account=a"),
        (["report", "--used", "--within", "9d"], "GET /report.md?within=9d&used=true"),
        (["sync"], "POST /v1/sync"), (["status"], "GET /v1/status"),
    ]

    @Test(arguments: ["list", "list -o json", "list -o csv", "eol", "--help", "list --help", "completion bash"])
    func `ends quietly when nobody reads what it prints`(line: String) throws {
        let answer = CannedServer.answer(CannedAnswers.images([CannedAnswers.jammy, CannedAnswers.windows]))
        let eol = "GET /v1/images?state=ended&state=ending&state=grace&order=end-of-life&limit=10000"
        try CannedServer.with([CannedAnswers.list: answer, eol: answer]) { server in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: try Program.path)
            process.arguments = line.split(separator: " ").map(String.init)
            process.environment = Programs.plain.merging(["BATCHIMGD_SOCKET": server.path]) { _, new in new }
            let (output, errors) = (Pipe(), Pipe())
            try output.fileHandleForReading.close()
            (process.standardOutput, process.standardError) = (output, errors)
            try process.run()
            process.waitUntilExit()
            try errors.fileHandleForWriting.close()
            #expect(process.terminationReason == .exit && process.terminationStatus == 0)
            #expect(try errors.fileHandleForReading.readToEnd() ?? Data() == Data())
        }
    }

    @Test(arguments: calls.map(\.arguments))
    func `ends alike without a daemon, and with wrong usage`(arguments: [String]) throws {
        let environment = ["BATCHIMGD_SOCKET": "/nonexistent/s.sock", "BATCHIMGD_DATABASE": "/nonexistent/images.db"]
        let unreachable = try Program(try Program.path, arguments, environment: environment)
        #expect(unreachable.status == 3 && unreachable.output.isEmpty, "\(unreachable)")
        #expect(unreachable.errors.hasPrefix("batchimgctl: cannot reach the daemon"), "\(unreachable)")
        let wrong = try Program(arguments + ["--nonsense"], socket: "/nonexistent/s.sock")
        #expect(wrong.status == 64 && wrong.output.isEmpty && wrong.errors.contains("--nonsense"), "\(wrong)")
    }

    @Test(arguments: calls.compactMap { call in call.asked.map { (call.arguments, $0) } })
    func `ends with the status of an error answer, whatever was asked`(arguments: [String], asked: String) throws {
        for (status, code) in [(400, Int32(64)), (403, 77), (404, 4), (500, 1)] {
            let json = #"{"error":{"kind":"x","message":"cannot do it: try this"}}"#
            try CannedServer.with([asked: CannedServer.answer(json, status: status)]) { server in
                let result = try Program(arguments, socket: server.path)
                #expect(result.status == code && result.output.isEmpty, "\(status): \(result)")
                #expect(result.errors == "batchimgctl: cannot do it: try this\n", "\(status): \(result)")
            }
        }
    }

    @Test(
        arguments: [
            (["sql", "SELECT 1"], 3), (["export", "/nonexistent/copy.db"], 3), (["sql"], 64), (["export"], 64),
            (["init", "--from", "/nonexistent"], 1), (["init"], 64), (["completion", "tcsh"], 64),
            (["completion", "zsh"], 0),
            (["resolve", "canonical"], 64), (["suggest", "canonical"], 64),
            (["snippet", "canonical", "--for", "az"], 64), (["show", "canonical"], 64), (["diff", "a"], 64),
            (["doctor", "--within"], 64), (["report", "--html", "--ics"], 64), (["report", "-o", "json"], 64),
            (["--database", "/nonexistent/images.db", "list"], 3), (["--database", "/etc/passwd", "list"], 3),
            (["--database", "/etc/passwd", "sync"], 64),
        ] as [([String], Int32)])
    func `ends with a status that says why`(arguments: [String], status: Int32) throws {
        let result = try Program(
            try Program.path, arguments,
            environment: ["BATCHIMGD_SOCKET": "/nonexistent/s.sock", "BATCHIMGD_DATABASE": "/nonexistent/images.db"])
        #expect(result.status == status && result.errors.isEmpty == (status == 0), "\(result)")
    }

    @Test func `tells its version without a daemon`() throws {
        let result = try Program(["--version"], socket: "/nonexistent/s.sock")
        #expect(result.status == 0 && result.output.hasPrefix("0.1.0\n"))
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

    @Test(arguments: calls.map(\.arguments) + [["sql", "SELECT 1"], ["export", "/nonexistent/x/copy"], ["doctor"]])
    func `never answers from another instance's file when the socket was named`(arguments: [String]) throws {
        let folder = try TemporaryFolder()
        let database = folder.path("batchimgd/images.db")
        try FileManager.default.createDirectory(atPath: folder.path("batchimgd"), withIntermediateDirectories: true)
        try "x".write(toFile: database, atomically: true, encoding: .utf8)
        for environment in [["BATCHIMGD_DATABASE": database], ["XDG_STATE_HOME": folder.url.path]] {
            let option = try Program(
                try Program.path, ["--socket", "/nonexistent/s.sock"] + arguments, environment: environment)
            let variable = try Program(
                try Program.path, arguments,
                environment: environment.merging(["BATCHIMGD_SOCKET": "/nonexistent/s"]) { $1 })
            for result in [option, variable] {
                #expect(result.status == (arguments == ["doctor"] ? 5 : 3), "\(result)")
                #expect(!(result.output + result.errors).contains(database), "\(result)")
                #expect((result.output + result.errors).contains("no socket at /nonexistent/s"), "\(result)")
            }
        }
    }

    /// What a terminal would act on, in each place where an argument may stand.
    private static let active = "x\u{1B}[2J\u{9B}2J\u{202E}\ny\r\u{7}"

    @Test(
        arguments: [
            [active], ["list", active], ["list", "--\(active)"], ["list", "-\(active)"], ["list", "--columns", active],
            ["list", "--state", active], ["list", "--within", active], ["list", "--within=\(active)"],
            ["list", "--filter", active], ["list", "--as-of", active], ["list", "--gen", active],
            ["list", "--gen=\(active)"],
            ["list", "-o", active], ["-o\(active)", "list"], ["list", "--color", active],
            ["list", "--max-age", active],
            ["list", "--sku", active], ["list", "--socket", active], ["list", "--database", active],
            ["eol", "--within", active], ["agents", "--account", active], ["accounts", "--columns", active],
            ["syncs", "--account", active], ["show", active], ["show", "a:b:\(active)"], ["resolve", active],
            ["resolve", "/\(active)"], ["suggest", "a:b:\(active)"], ["suggest", "a:b:c", "--agent", active],
            ["suggest", "a:b:c", "--within", active], ["suggest", "a:b:c", "--columns", active],
            ["snippet", active, "--for", "az"], ["snippet", "a:b:c", "--for", active], ["changes", "--since", active],
            ["changes", "--until=\(active)"],
            ["changes", "--kind", active], ["diff", active, "a"], ["diff", "a", "a@\(active)"], ["sync", active],
            ["doctor", active], ["status", "--columns", active], ["sql", active],
            ["sql", "--database", active, "SELECT"],
            ["export", active], ["export", "--database", "/dev/null", active], ["init", "--from", active],
            ["completion", active], ["help", active], ["show"], ["diff", active],
        ])
    func `sends nothing of an argument to a terminal that it would act on`(arguments: [String]) throws {
        let result = try Program(arguments, socket: "/nonexistent/\(Self.active)")
        let shown = (result.output + result.errors).unicodeScalars
        #expect(!shown.contains { ($0.value < 0x20 && $0 != "\n") || (0x7F..<0xA0).contains($0.value) }, "\(result)")
        #expect(!shown.contains { $0.value == 0x202E }, "\(result)")
        #expect(!(result.output + result.errors).split(separator: "\n").contains { $0.hasPrefix("y") }, "\(result)")
        #expect(result.status != 0 || arguments.first == "help", "\(result)")
    }

    @Test func `ends quietly when nobody reads on, and clearly when nobody can take the answer`() throws {
        let json = CannedAnswers.images((0..<5000).map { CannedAnswers.image("a", "p\($0)", "o", "") })
        try FaultTable.check(
            .local, "CLI: stdout or stderr cannot be written", holds: "a quiet or a clear end, no signal"
        ) {
            let answers = [CannedAnswers.list: json, "GET /v1/changes?follow=true": "\(CannedAnswers.change)\n"]
            try CannedServer.with(answers.mapValues { CannedServer.answer($0) }) { server in
                func shell(_ line: String) throws -> Program {
                    try Program(
                        "/bin/bash", ["-c", line.replacing("CTL", with: "'\(try Program.path)'")],
                        environment: ["BATCHIMGD_SOCKET": server.path])
                }
                let head = try shell("set -o pipefail; CTL list | head -1")
                #expect(head.status == 0 && head.errors.isEmpty && head.output.hasPrefix("PUBLISHER"), "\(head)")
                for what in ["list -o json", "--help", "list --help", "--version", "completion bash"] {
                    let full = try shell("CTL \(what) >/dev/full")
                    #expect(full.status == 1 && full.errors.contains("cannot write the result"), "\(what): \(full)")
                    let closed = try shell("CTL \(what) >&-")
                    #expect(
                        closed.status == 1 && closed.errors.contains("cannot write the result"), "\(what): \(closed)")
                }
                // The connection does not take the place of what is closed.
                let follow = try shell("CTL changes --follow -o json >&-")
                #expect(follow.status == 1 && follow.errors.contains("cannot write the result"), "\(follow)")
                for stderr in ["2>/dev/full", "2>&-", "2> >(exec <&-)"] {
                    #expect(try shell("CTL nonsense \(stderr)").status == 64, "\(stderr)")
                    let told = try shell("CTL list --publisher none -o csv \(stderr)")
                    #expect(told.status == 4, "\(stderr): \(told)")
                }
            }
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

    @Test(.enabled(if: Terminal.isThere))
    func `fits and colours a table on a terminal only`() throws {
        let image = CannedAnswers.image(
            "a", "canonical", String(repeating: "日本", count: 20), #""capabilities":["DockerCompatible"],"#)
        try CannedServer.with([CannedAnswers.list: CannedServer.answer(CannedAnswers.images([image]))]) { server in
            func lines(_ arguments: String, noColor: String = "") throws -> [String] {
                try Terminal.run("list \(arguments)", columns: 80, socket: server.path, ["NO_COLOR": noColor]).lines
            }
            let colored = try lines("")
            #expect(colored.count == 2 && colored[1].contains("\u{1B}[32msupport") && colored[1].contains("…"))
            let plain = try lines("", noColor: "1")
            #expect(plain == (try lines("--color never")) && !plain.joined().contains("\u{1B}"))
            let widths = plain.map { $0.unicodeScalars.reduce(0) { $0 + ("日本".unicodeScalars.contains($1) ? 2 : 1) } }
            #expect(widths.allSatisfy { $0 <= 115 }, "\(widths)")
            let piped = try Program(["list"], socket: server.path).output
            #expect(!piped.contains("\u{1B}") && !piped.contains("…"))
            #expect(try Program(["list", "--color", "always"], socket: server.path).output.contains("\u{1B}[32m"))
        }
    }
}
