import Foundation
import TestSupport
import Testing

/// Several daemons, one a region, whose files are read as one.
@Suite(.oneAtATime)
struct FleetTests {
    /// Files of three daemons: `contoso` is an account of each. The last daemon was killed, and its file is of ten days
    /// ago.
    private static func with(_ body: (_ files: [String], _ ctl: ([String]) throws -> Programs.Result) throws -> Void)
        throws
    {
        let folder = try TemporaryFolder()
        let options = ["--replay", "built-in", "--replay-end", "today"]
        try Installation.with(emulator: options, accounts: ["contoso", "west-hpc"]) { west in
            try Installation.with(emulator: options, accounts: ["contoso"]) { north in
                try Installation.with(emulator: options, accounts: ["contoso", "south-hpc"]) { south in
                    for region in [south, west, north] { try Self.advance(region) }
                    let files = ["west", "north", "south"].map { folder.path("\($0).db") }
                    for (file, region) in zip(files, [west, north]) {
                        #expect(try region.ctl("export", file).status == 0)
                    }
                    kill(south.daemon.processIdentifier, SIGKILL)
                    south.daemon.waitUntilExit()
                    let export = try Programs.run("batchimgctl", ["--database", south.database, "export", files[2]])
                    #expect(export.status == 0, "\(export)")
                    let past = ["last_success", "last_attempt", "pools_seen"].map { "\($0) = \($0) - 864000" }
                    let age = "UPDATE account SET \(past.joined(separator: ", "))"
                    #expect(try Programs.run("/usr/bin/sqlite3", [files[2], age]).status == 0)
                    try body(files) { arguments in
                        try Programs.run("batchimgctl", files.flatMap { ["--database", $0] } + arguments)
                    }
                }
            }
        }
    }

    /// Four days go by, with a pool whose image was never listed.
    private static func advance(_ region: Installation) throws {
        let pool = """
            [{"id":"lost","state":"active","vmSize":"standard_d2s_v3","virtualMachineConfiguration":{"imageReference":
            {"publisher":"nobody","offer":"none","sku":"0","version":"latest"},"nodeAgentSKUId":"batch.node.ubuntu 22.04"}}]
            """
        _ = try Programs.run(
            "/usr/bin/curl", ["-sf", "-X", "PUT", "-d", pool, "\(region.url)/_emulator/accounts/contoso/pools"])
        for _ in 0..<4 {
            try region.step()
            #expect(try region.ctl("sync").status == 0)
        }
    }

    @Test func `are answered from as one, also when one was killed`() throws {
        try Self.with { files, ctl in
            let names = ["north:contoso", "south-hpc", "south:contoso", "west-hpc", "west:contoso"]
            func lines(_ arguments: String..., status: Int32 = 0) throws -> [String] {
                let result = try ctl(arguments + ["-o", "csv", "--no-header"])
                #expect(result.status == status, "\(arguments) \(result)")
                // What the killed one has is there, and said to be old.
                #expect(result.errors.contains("'south:contoso' is stale: last good 10 d ago"), "\(result.errors)")
                #expect(!result.errors.contains("'west"), "\(result.errors)")
                return result.output.split(separator: "\n").map(String.init)
            }
            #expect(try lines("accounts", "--columns", "name,state") == names.map { "\($0),ok" })
            for question in [["list"], ["eol"], ["changes"], ["agents"], ["syncs"], ["pools"]] {
                var counts = 0
                for file in files {
                    let one = try Programs.run(
                        "batchimgctl", ["--database", file] + question + ["-o", "csv", "--no-header"])
                    #expect(one.status == 0, "\(one)")
                    counts += one.output.split(separator: "\n").count
                }
                let result = try ctl(question + ["-o", "csv", "--no-header"])
                let all = result.output.split(separator: "\n").count
                #expect(result.status == 0 && all == counts && all > 0, "\(question): \(all), not \(counts)")
            }
            #expect(Set(try lines("list", "--columns", "account")) == Set(names))
            #expect(Set(try lines("changes", "--columns", "account")) == Set(names))
            let times = try lines("changes", "--columns", "at")
            #expect(times == times.sorted() && times.count > 10)
            let numbers = try lines("changes", "--columns", "seq").compactMap { Int($0) }
            #expect(numbers == Array(1...numbers.count))
            #expect(
                try lines("pools", "--columns", "account,pool,verdict").filter { $0.contains(",lost,") }.sorted()
                    == ["north", "south", "west"].map { "\($0):contoso,lost,never-listed" })
            #expect(try lines("check", "--pools", status: 5).count { $0.contains(",lost,") } == 3)
            let one = try ctl(["list", "-A", "west:contoso", "-o", "az"])
            #expect(one.status == 0 && one.errors.isEmpty && one.output.hasPrefix("[\n"), "\(one.errors)")
            let count = try ctl(["sql", "SELECT COUNT(DISTINCT account) FROM images", "-o", "csv", "--no-header"])
            #expect(count.status == 0 && count.output == "5\n", "\(count)")
            for question in [
                ["show", "canonical:ubuntuserver:18.04-lts"], ["suggest", "canonical:ubuntuserver:18.04-lts"],
                ["resolve", "canonical:ubuntuserver:18.04-lts"], ["report"], ["status"],
                ["diff", "west:contoso", "south:contoso", "-o", "json"],
            ] {
                let result = try ctl(question)
                #expect(result.status == 0 && !result.output.isEmpty, "\(question): \(result)")
            }
        }
    }

    @Test func `say what is wrong with how they are asked`() throws {
        try Self.with { files, ctl in
            // A name that two have is nobody's.
            let nobody = try ctl(["list", "--account", "contoso"])
            #expect(nobody.status == 4 && nobody.errors.contains("known are north:contoso, south-hpc"), "\(nobody)")
            #expect(try ctl(["list", "--max-age", "1d"]).status == 7)
            #expect(try ctl(["list", "--max-age", "1d", "-A", "west:contoso"]).status == 0)
            for (question, words) in [
                (["export", "/nonexistent/x.db"], "cannot use 3 databases at once: a copy is of one"),
                (["alerts"], "cannot use 3 databases at once"), (["sync"], "it takes a running daemon"),
                (["changes", "--follow"], "it takes a running daemon"),
                (["sql", "DELETE FROM image"], "cannot run this"),
            ] {
                let result = try ctl(question)
                #expect(result.status == 64 && result.output.isEmpty, "\(question): \(result)")
                #expect(result.errors.contains(words), "\(question): \(result)")
            }
            let twice = try ctl(["--database", files[0], "list"])
            #expect(twice.status == 64 && twice.errors.contains("cannot tell these databases apart"), "\(twice)")
            let many = (0...50).flatMap { ["--database", "/nonexistent/\($0).db"] }
            let refused = try Programs.run("batchimgctl", many + ["list"])
            #expect(refused.status == 64 && refused.errors.contains("at most 50"), "\(refused)")
            let absent = try ctl(["--database", "/nonexistent/x.db", "list"])
            #expect(absent.status == 3 && absent.errors.contains("/nonexistent/x.db: No such file"), "\(absent)")
        }
    }
}
