import Foundation
import Glibc
import TestSupport
import Testing

/// The CLI on a file, with and without a daemon.
@Suite(.oneAtATime)
struct DatabaseFileTests {
    @Test func `answers from the file as the daemon does`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a", "b"]) { installation in
            for _ in 0..<4 { try installation.step() }
            #expect(try installation.ctl("sync").status == 0)
            let questions = [
                ["list"], ["list", "--account", "a", "--os", "linux"], ["eol"], ["agents"], ["accounts"], ["syncs"],
                ["changes"], ["show", "canonical:ubuntuserver:18.04-LTS"],
                ["resolve", "canonical:ubuntuserver:18.04-LTS"], ["suggest", "canonical:ubuntuserver:18.04-LTS"],
                ["diff", "a", "b"],
            ]
            func answers(_ options: [String]) throws -> [String] {
                try questions.map { question in
                    let result = try Programs.run("batchimgctl", options + question + ["-o", "json"])
                    #expect(result.status == 0 && result.errors.isEmpty, "\(question) \(result)")
                    return result.output
                }
            }
            let live = try answers(["--socket", installation.socket])
            #expect(try answers(["--database", installation.database]) == live)
            let unknown = try Programs.run(
                "batchimgctl", ["--database", installation.database, "list", "--account", "x"])
            #expect(
                unknown.status == 4 && unknown.errors == "batchimgctl: cannot find the account 'x': known are a, b\n")
            installation.daemon.terminate()
            installation.daemon.waitUntilExit()
            #expect(try answers(["--database", installation.database]) == live)

            // A socket that was found where it is looked for, not named.
            let place = installation.folder.appendingPathComponent("batchimgd")
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: place.appendingPathComponent("batchimgd.sock").path, withDestinationPath: installation.socket)
            let environment = [
                "XDG_RUNTIME_DIR": installation.folder.path, "BATCHIMGD_DATABASE": installation.database,
            ]
            let fallback = try Programs.run("batchimgctl", ["list", "-o", "json"], environment: environment)
            #expect(fallback.status == 0 && fallback.output == live[0])
            #expect(fallback.errors.contains("answering from \(installation.database)"), "\(fallback.errors)")
            #expect(try Programs.run("batchimgctl", ["sync"], environment: environment).status == 3)
            let status = try Programs.run("batchimgctl", ["status"], environment: environment)
            #expect(status.status == 0 && status.output.contains("\nb     ok"), "\(status)")
            #expect(status.errors.contains("answering from"))
            let miss = try Programs.run("batchimgctl", ["resolve", "x:y:z"], environment: environment)
            #expect(miss.status == 4 && miss.errors.contains("answering from"), "\(miss)")
            let shown = try Programs.run(
                "batchimgctl", ["show", "canonical:ubuntuserver:18.04-LTS"], environment: environment)
            #expect(shown.errors.split(separator: "\n").count == 1, "said once: \(shown.errors)")
            let sync = try Programs.run("batchimgctl", ["--database", installation.database, "sync"])
            #expect(sync.status == 64 && sync.errors.contains("it takes a running daemon"), "\(sync)")
        }
    }

    @Test func `queries and copies the file that the daemon names`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"]) { installation in
            let query = "SELECT COUNT(*) FROM images"
            for environment in [[:], ["BATCHIMGD_DATABASE": "/nonexistent/images.db"]] {
                let socket = ["--socket", installation.socket]
                let count = try Programs.run(
                    "batchimgctl", socket + ["sql", query, "-o", "csv", "--no-header"], environment: environment)
                #expect(count.status == 0 && count.output == "56\n", "\(count)")
                let copy = installation.folder.appendingPathComponent("copy-\(environment.count).db").path
                let export = try Programs.run("batchimgctl", socket + ["export", copy], environment: environment)
                #expect(export.status == 0, "\(export)")
                #expect(try Programs.run("/usr/bin/sqlite3", ["-readonly", copy, query]).output == "56\n")
            }
        }
    }

    @Test func `answers on every view a reader that trusts no schema, as sql is`() throws {
        try Installation.with(emulator: [], accounts: ["a"]) { installation in
            let views = try installation.sqlite("SELECT name FROM sqlite_schema WHERE type = 'view'").split(
                separator: "\n")
            #expect(views.contains("pools") && views.count >= 10)
            for view in views {
                let query = "SELECT * FROM \(view)"
                let wary = try Programs.run(
                    "/usr/bin/sqlite3", ["-readonly", installation.database, "PRAGMA trusted_schema = OFF; \(query)"])
                #expect(try wary.status == 0 && wary.output == installation.sqlite(query), "\(view)")
                let result = try installation.ctl("sql", query)
                #expect(result.status == 0, "\(view): \(result.errors)")
            }
        }
    }

    @Test func `copies the database whole, and queries it without changing anything`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"]) { installation in
            let copy = installation.folder.appendingPathComponent("copy.db").path
            func ctl(_ arguments: String...) throws -> Programs.Result {
                try Programs.run("batchimgctl", ["--database", installation.database] + arguments)
            }
            #expect(try ctl("export", copy).status == 0)
            #expect(try ctl("export", "/nonexistent/copy.db").status == 1)
            let link = installation.folder.appendingPathComponent("link.db").path
            try FileManager.default.linkItem(atPath: installation.database, toPath: link)
            for own in [installation.database, link, "\(installation.state.path)/../state/images.db"] {
                let refused = try ctl("export", own)
                #expect(refused.status == 1 && refused.errors.contains("a database in use lies there"), "\(refused)")
            }
            try FileManager.default.removeItem(atPath: link)
            #expect(try installation.ctl("sync").status == 0 && ctl("export", copy).status == 0)
            let folder = try FileManager.default.contentsOfDirectory(atPath: installation.folder.path)
            #expect(!folder.contains { $0.hasSuffix(".new") || $0.hasPrefix("copy.db-") })
            let dump = ["-readonly", copy, "PRAGMA journal_mode; PRAGMA integrity_check; SELECT COUNT(*) FROM images"]
            #expect(try Programs.run("/usr/bin/sqlite3", dump).output == "delete\nok\n56\n")
            #expect(
                try Programs.run("batchimgctl", ["--database", copy, "list", "-o", "json"]).output
                    == installation.ctl("list", "-o", "json").output)

            let query = "SELECT os_type, COUNT(*) AS images, NULL AS missing FROM images GROUP BY 1 ORDER BY 1"
            #expect(try ctl("sql", query, "-o", "csv").output.hasPrefix("os_type,images,missing\nlinux,"))
            let json = try ctl("sql", query, "-o", "json")
            let objects = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
            #expect(objects?.count == 2 && objects?[0]["os_type"] as? String == "linux" && objects?[0]["images"] is Int)
            let before = try Data(contentsOf: URL(fileURLWithPath: installation.database))
            for refused in [
                "DELETE FROM image", "PRAGMA user_version = 9", "ATTACH '/tmp/batchimgd-attached.db' AS x",
                "VACUUM INTO '/tmp/batchimgd-vacuumed.db'", "SELECT 1; DELETE FROM image", "SELECT load_extension('x')",
                "/* SELECT */ DROP VIEW images", "WITH x AS (SELECT 1) INSERT INTO change SELECT * FROM change",
                "SELECT nonsense FROM images", "", "SELECT writefile('/tmp/batchimgd-written', 'x')",
            ] {
                let result = try ctl("sql", refused)
                #expect(
                    result.status == 64 && result.errors.hasPrefix("batchimgctl: cannot run this"),
                    "\(refused): \(result)")
            }
            for path in ["attached.db", "vacuumed.db", "written"] {
                #expect(!FileManager.default.fileExists(atPath: "/tmp/batchimgd-\(path)"))
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: installation.database)) == before)
        }
    }

    @Test func `refuses a file that is none of ours`() throws {
        let folder = try TemporaryFolder()
        let foreign = folder.path("foreign.db")
        _ = try Programs.run("/usr/bin/sqlite3", [foreign, "CREATE TABLE t (x)"])
        for (file, message) in [
            (foreign, "it belongs to another program"), (folder.path("absent.db"), "No such file or directory"),
            (folder.url.path, "cannot"),
        ] {
            let result = try Programs.run("batchimgctl", ["--database", file, "list"])
            #expect(result.status == 3 && result.errors.contains(message) && result.errors.contains(file), "\(result)")
        }
    }

    // The signal is one that Foundation's Process does not block in its children.
    @Test func `leaves nothing behind when a query is interrupted`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"]) { installation in
            let query = try Programs.start(
                "batchimgctl",
                [
                    "--database", installation.database, "sql",
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n",
                ])
            func isRunning() throws -> Bool {
                try Programs.run("/usr/bin/pgrep", ["-f", "sql --database \(installation.database)"]).status == 0
            }
            try installation.wait("the query") { _ in try isRunning() }
            kill(query.processIdentifier, SIGKILL)
            try installation.wait("its end") { _ in try !isRunning() }
            query.waitUntilExit()
        }
    }

    @Test func `refuses data that is too old, whatever is asked`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a", "b"]) { installation in
            try installation.wait("data older than a second") {
                try $0.ctl("list", "--account", "a", "--max-age", "1s").status == 7
            }
            let image = "canonical:ubuntuserver:18.04-lts"
            for question in [
                ["list"], ["eol"], ["show", image], ["resolve", image], ["agents"], ["accounts"], ["syncs"],
                ["changes"],
                ["changes", "--follow"], ["diff", "a", "b"], ["status"],
            ] {
                let result = try Programs.run(
                    "batchimgctl", ["--socket", installation.socket, "--max-age", "1s"] + question)
                #expect(result.status == 7 && result.output.isEmpty, "\(question): \(result)")
                let late = try Programs.run(
                    "batchimgctl", ["--database", installation.database, "--max-age", "1s"] + question)
                #expect(late.status == 7, "\(question): \(late)")
            }
            let sql = ["--database", installation.database, "--max-age", "1s", "sql", "SELECT 1"]
            #expect(try Programs.run("batchimgctl", sql).status == 7)
            let copy = installation.folder.appendingPathComponent("copy.db").path
            #expect(try installation.ctl("export", copy, "--max-age", "1s").status == 7)
            #expect(!FileManager.default.fileExists(atPath: copy))
            #expect(try installation.ctl("diff", "a@2999-01-01", "b@2999-01-01", "--max-age", "1s").status == 0)
            #expect(try installation.ctl("doctor", "--max-age", "1s").status == 64)
        }
    }

    @Test func `does not ask for data of an account that is switched off`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"]) { installation in
            try installation.edit {
                $0 + "[[account]]\nname = \"off\"\nendpoint = \"http://127.0.0.1:1\"\nenabled = false\n"
                    + "[account.auth]\nmethod = \"shared-key\"\nkey = { env = \"NONE\" }\n"
            }
            kill(installation.daemon.processIdentifier, SIGHUP)
            try installation.wait("the account") { try $0.ctl("accounts", "-o", "csv").output.contains("\noff,") }
            #expect(try installation.ctl("list", "--max-age", "1h").status == 0)
            let doctor = try installation.ctl("doctor")
            #expect(doctor.status == 0 && !doctor.output.contains("off endpoint"), "\(doctor)")
            let named = try installation.ctl("doctor", "off")
            #expect(named.status == 5 && named.output.contains("finding  off endpoint"), "\(named)")
            let nothing = try installation.ctl("list", "--account", "off")
            #expect(
                nothing.errors.contains("'off': nothing yet: it is disabled, and was never refreshed"), "\(nothing)")
        }
    }

    @Test func `writes neither a copy nor a report over what a daemon lives by`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"]) { installation in
            let beside = ["", "-wal", "-shm", "-journal", ".lock", ".alerts"].map { installation.database + $0 }
            // Its bytes change with who reads it.
            func identities() -> [UInt] {
                beside.map { path in
                    var status = stat()
                    return stat(path, &status) == 0 ? UInt(status.st_ino) : 0
                }
            }
            let before = identities()
            for file in beside {
                for command in ["export", "report"] {
                    let refused = try Programs.run(
                        "batchimgctl", ["--database", installation.database, command, file])
                    #expect(refused.status == 1 && refused.output.isEmpty, "\(command) \(file): \(refused)")
                    let isOwn = file == installation.database
                    let reason = isOwn ? "a database in use lies there" : "it belongs to \(installation.database)"
                    #expect(refused.errors.contains(": \(reason); "), "\(command): \(refused.errors)")
                }
            }
            #expect(identities() == before)
            #expect(try installation.ctl("sync").status == 0)
        }
    }

    @Test(.enabled(if: geteuid() == 0)) func `tells which group may read a database`() throws {
        try Installation.with(emulator: [], accounts: ["a"]) { installation in
            let copy = installation.folder.appendingPathComponent("copy.db").path
            #expect(try installation.ctl("--database", installation.database, "export", copy).status == 0)
            chmod(installation.folder.path, 0o755)
            chmod(copy, 0o640)
            for question in [["list"], ["sql", "SELECT 1"]] {
                let result = try User(id: 65534, group: 65534).run("batchimgctl", ["--database", copy] + question)
                #expect(result.status == 77, "\(result)")
                #expect(
                    result.errors.contains("cannot read the database \(copy): only members of the group 'root' may"))
            }
        }
    }
}
