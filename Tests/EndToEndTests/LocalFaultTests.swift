import Foundation
import TestSupport
import Testing

/// What can go wrong on the daemon's own machine.
@Suite(.oneAtATime, .serialized)
struct LocalFaultTests {
    private static let replay = ["--replay", "built-in"]

    /// Starts the daemon on a configuration of its own and waits for its end.
    private func start(database: String, socket: String? = nil) throws -> Programs.Result {
        let folder = try TemporaryFolder()
        let configuration = folder.path("batchimgd.toml")
        try """
        [daemon]
        database = "\(database)"
        socket = "\(socket ?? folder.path("s.sock"))"
        """.write(toFile: configuration, atomically: true, encoding: .utf8)
        return try Programs.run("/usr/bin/timeout", ["60", Programs.path("batchimgd").path, "--config", configuration])
    }

    @Test func `refuses a database that is not its own, and leaves it as it was`() throws {
        let folder = try TemporaryFolder()
        let database = folder.path("images.db")
        let sqlite = "/usr/bin/sqlite3"
        for (fault, prepare, message) in [
            (
                "database: text", ["/bin/sh", "-c", "printf 'not a database at all, but some text' > \(database)"],
                "it is not an SQLite file"
            ),
            (
                "database: of another program", [sqlite, database, "PRAGMA user_version = 3; CREATE TABLE t (x)"],
                "it belongs to another program"
            ),
            (
                "database: of a newer version",
                [
                    sqlite, database,
                    "PRAGMA application_id = 0x42494D47; PRAGMA user_version = 99; CREATE TABLE t (x)",
                ],
                "upgrade batchimgd"
            ),
            ("database: a folder", ["/bin/mkdir", database], "cannot open the database"),
        ] {
            try FaultTable.check(.local, fault, holds: "exit 1, says '\(message)', file untouched") {
                _ = try Programs.run("/bin/rm", ["-rf", database])
                #expect(try Programs.run(prepare[0], Array(prepare.dropFirst())).status == 0)
                let before = try? Data(contentsOf: URL(fileURLWithPath: database))
                let result = try start(database: database)
                #expect(result.status == 1 && result.errors.contains(message), "\(result.errors)")
                #expect(result.errors.contains("cannot ") && result.errors.contains(database))
                #expect((try? Data(contentsOf: URL(fileURLWithPath: database))) == before)
                let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
                #expect(left == ["images.db", "images.db.lock"])
            }
        }
    }

    @Test func `stops writing when the file turns out to be damaged, and goes on answering`() throws {
        try FaultTable.check(
            .local, "damage inside the database", holds: "answers go on, syncs are refused, status and health name it"
        ) {
            try Installation.with(emulator: Self.replay, accounts: ["a"]) { installation in
                installation.daemon.terminate()
                installation.daemon.waitUntilExit()
                let page = try installation.sqlite(
                    "SELECT (rootpage - 1) * (SELECT page_size FROM pragma_page_size) FROM sqlite_master "
                        + "WHERE name = 'change_by_time'")
                let file = try FileHandle(forWritingTo: URL(fileURLWithPath: installation.database))
                try file.seek(toOffset: try #require(UInt64(page.dropLast())))
                try file.write(contentsOf: Data(repeating: 0x5A, count: 64))
                try file.close()
                let second = try installation.restart()
                defer { Installation.end(second) }
                try installation.wait("the finding") { try $0.get("/v1/status").body.contains("\"damage\":") }
                let health = try installation.get("/v1/health")
                #expect(health.status == 503 && health.body.contains("the database is damaged"), "\(health.body)")
                let sync = try installation.ctl("sync")
                #expect(sync.status == 1 && sync.errors.contains("restore a copy"), "\(sync)")
                #expect(try installation.ctl("list", "-o", "csv").output.split(separator: "\n").count == 57)
                #expect(try installation.ctl("status").output.contains("nothing is written any more"))
                let syncs = try installation.sqlite("SELECT COUNT(*) FROM syncs")
                kill(second.processIdentifier, SIGHUP)
                try installation.wait("the reload") { $0.log.contains("cannot reload; the old settings stay") }
                #expect(try installation.sqlite("SELECT COUNT(*) FROM syncs") == syncs)
            }
        }
    }

    @Test func `refuses a second daemon, and goes on as the first`() throws {
        try FaultTable.check(
            .local, "second instance on one database", holds: "exit 1, says so; the first goes on"
        ) {
            try Installation.with(emulator: Self.replay, accounts: ["a"]) { installation in
                let second = try Programs.run("batchimgd", ["--config", installation.configuration])
                #expect(second.status == 1 && second.errors.contains("another batchimgd works on it"), "\(second)")
                #expect(try installation.ctl("sync").status == 0)
            }
        }
    }

    @Test func `refuses a damaged file, and leaves it as it was`() throws {
        try FaultTable.check(
            .local, "database: first page damaged", holds: "exit 1, SQLite's reason, file untouched"
        ) {
            try Installation.with(emulator: Self.replay, accounts: ["a"]) { installation in
                let copy = installation.folder.appendingPathComponent("damaged.db").path
                let export = ["--database", installation.database, "export", copy]
                #expect(try Programs.run("batchimgctl", export).status == 0)
                var bytes = try Data(contentsOf: URL(fileURLWithPath: copy))
                // The header stays; the page's tree of tables and views behind it is overwritten.
                bytes.replaceSubrange(100..<4000, with: repeatElement(0xA5, count: 3900))
                try bytes.write(to: URL(fileURLWithPath: copy))
                let result = try start(database: copy)
                #expect(
                    result.status == 1 && result.errors.contains("cannot use the database \(copy): it is damaged"),
                    "\(result)")
                #expect(result.errors.contains("malformed"), "\(result)")
                #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == bytes)
            }
        }
    }

    @Test func `says where it cannot write`() throws {
        let folder = try TemporaryFolder()
        try FaultTable.check(.local, "read-only file system", holds: "exit 1, names the file and the reason") {
            let script = """
                mount -t tmpfs -o ro tmpfs "$1" && cd / && exec "$0" --config "$2"
                """
            let configuration = folder.path("c.toml")
            let database = folder.path("ro/images.db")
            try FileManager.default.createDirectory(
                atPath: folder.path("ro"), withIntermediateDirectories: true)
            try "[daemon]\ndatabase = \"\(database)\"\nsocket = \"\(folder.path("s"))\"\n".write(
                toFile: configuration, atomically: true, encoding: .utf8)
            let result = try Programs.run(
                "/usr/bin/unshare",
                ["-rm", "/bin/sh", "-c", script, Programs.path("batchimgd").path, folder.path("ro"), configuration])
            #expect(result.status == 1 && result.errors.contains("Read-only file system"), "\(result.errors)")
            #expect(result.errors.contains(database))
        }
        try FaultTable.check(.local, "a folder that cannot be made", holds: "exit 1, names the file and the reason") {
            let result = try start(database: "/proc/none/images.db")
            let reason = "cannot lock the database /proc/none/images.db: /proc/none/images.db.lock: No such file or "
            #expect(result.status == 1 && result.errors.contains(reason), "\(result.errors)")
        }
        try FaultTable.check(.local, "something else at the socket's path", holds: "exit 1, file untouched") {
            let file = folder.path("file")
            try "kept".write(toFile: file, atomically: true, encoding: .utf8)
            let result = try start(database: folder.path("d.db"), socket: file)
            #expect(result.status == 1 && result.errors.contains("something else lies there"))
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "kept")
        }
        try FaultTable.check(.local, "socket path longer than the kernel takes", holds: "exit 1, says so") {
            let result = try start(
                database: folder.path("d.db"), socket: folder.path(String(repeating: "x", count: 120)))
            #expect(result.status == 1 && result.errors.contains("longer than 107 bytes"))
        }
    }

    @Test func `goes on after the disk was full`() throws {
        try FaultTable.check(
            .local, "disk full",
            holds: "the sync fails and says so, queries are answered, the next sync records what was missed"
        ) {
            try Installation.with(emulator: Self.replay, accounts: ["a"], stateMegabytes: 1) { installation in
                let before = try installation.ctl("list", "-o", "json").output
                let filler = installation.state.appendingPathComponent("filler").path
                // The state lies in the daemon's own mount namespace: reach it through its root.
                let root = "/proc/\(installation.daemon.processIdentifier)/root"
                // What the write-ahead log has room for already is written all the same.
                _ = try Programs.run(
                    "/usr/bin/nsenter",
                    [
                        "--mount", "--target", "\(installation.daemon.processIdentifier)", "/usr/bin/sqlite3",
                        installation.database, "PRAGMA wal_checkpoint(TRUNCATE)",
                    ])
                _ = try Programs.run("/bin/dd", ["if=/dev/zero", "of=\(root)\(filler)", "bs=4k"])
                for _ in 0..<9 {
                    _ = try Programs.run("/usr/bin/curl", ["-sf", "-X", "POST", "\(installation.url)/_emulator/step"])
                }
                let full = try installation.ctl("sync")
                #expect(full.status == 1 && full.errors.contains("database or disk is full"), "\(full)")
                #expect(try installation.ctl("list", "-o", "json").output == before)
                _ = try Programs.run("/bin/rm", ["\(root)\(filler)"])
                #expect(try installation.ctl("sync").status == 0)
                #expect(try installation.ctl("changes", "-o", "ndjson").output.split(separator: "\n").count > 5)
            }
        }
    }

    @Test func `takes the place of a daemon that was killed`() throws {
        try FaultTable.check(.local, "socket file left by a killed daemon", holds: "replaced; answers again") {
            try Installation.with(emulator: Self.replay, accounts: ["a"]) { installation in
                let before = try installation.ctl("list", "-o", "csv").output
                kill(installation.daemon.processIdentifier, SIGKILL)
                installation.daemon.waitUntilExit()
                #expect(FileManager.default.fileExists(atPath: installation.socket))
                let second = try installation.restart()
                defer { Installation.end(second) }
                try installation.wait("the socket") { try $0.ctl("status").status == 0 }
                #expect(try installation.ctl("list", "-o", "csv").output == before)
                // Refreshed a moment ago: not fetched again.
                let requests = try Programs.run(
                    "/usr/bin/curl",
                    ["-sf", "\(installation.url)/_emulator/accounts/a/requests?operation=supportedimages"]
                ).output
                #expect(requests.matches(of: /"target"/).count == 1)
            }
        }
    }

    @Test func `stops in time during a slow sync`() throws {
        try FaultTable.check(
            .local, "SIGTERM during a sync that hangs", holds: "exit 0, long before the sync would end"
        ) {
            try Installation.with(emulator: Self.replay, accounts: ["a", "b"]) { installation in
                try installation.fault("a", #"[{"hang":true,"times":9}]"#)
                let sync = try Programs.start("batchimgctl", ["--socket", installation.socket, "sync"])
                try installation.wait("the hanging request") {
                    try $0.get("/v1/status").json["syncing"] as? [String] == ["a"]
                }
                let started = Date.now
                installation.daemon.terminate()
                installation.daemon.waitUntilExit()
                #expect(installation.daemon.terminationStatus == 0 && Date.now.timeIntervalSince(started) < 30)
                sync.waitUntilExit()
                #expect(sync.terminationStatus == 1)
            }
        }
    }

    @Test func `reloads what changed and nothing else`() throws {
        try FaultTable.check(
            .local, "SIGHUP with a good configuration", holds: "only accounts that changed begin anew"
        ) {
            try Installation.with(emulator: Self.replay, accounts: ["a", "b"]) { installation in
                // A sync of `a` in flight is not disturbed by what happens to `b`.
                try installation.fault("a", #"[{"delay":8}]"#)
                let sync = try Programs.start("batchimgctl", ["--socket", installation.socket, "sync", "a"])
                try installation.wait("the sync") { try $0.get("/v1/status").json["syncing"] as? [String] == ["a"] }
                try installation.edit { $0.replacing("name = \"b\"", with: "name = \"c\"") }
                kill(installation.daemon.processIdentifier, SIGHUP)
                try installation.wait("the new account") {
                    let accounts = try $0.get("/v1/accounts").json["accounts"] as? [[String: Any]]
                    return accounts?.map { "\($0["name"] ?? "") \($0["state"] ?? "")" } == ["a ok", "c ok"]
                }
                sync.waitUntilExit()
                #expect(sync.terminationStatus == 0)
            }
        }
        try FaultTable.check(
            .local, "SIGHUP with a bad configuration", holds: "the old settings stay; every problem is logged"
        ) {
            try Installation.with(emulator: Self.replay, accounts: ["a"]) { installation in
                try installation.edit {
                    "[daemon]\njiter = 0.1\ninterval = \"5\"\n" + $0.replacing("[daemon]", with: "")
                }
                kill(installation.daemon.processIdentifier, SIGHUP)
                try installation.wait("the log") { $0.log.contains("cannot reload: the configuration has") }
                #expect(
                    installation.log.contains(
                        "daemon.jiter: cannot use the unknown key 'jiter': did you mean 'jitter'?"))
                #expect(installation.log.contains("daemon.interval: cannot use '5'"))
                #expect(try installation.ctl("sync").status == 0)
            }
        }
    }
}
