import Foundation
import TestSupport
import Testing

/// The built programs together: emulator, daemon, companion CLI.
@Suite(.oneAtATime, .serialized)
struct MainJobTests {
    private static let replay = ["--replay", "built-in", "--page-size", "20"]

    @Test func `fetches, records and answers`() throws {
        try Installation.with(emulator: Self.replay, accounts: ["a", "b"]) { installation in
            let list = try installation.ctl("list", "--account", "a", "-o", "csv", "--columns", "publisher,sku,state")
            #expect(list.status == 0 && list.output.split(separator: "\n").count == 57)
            #expect(list.output.hasPrefix("publisher,sku,state\nbatch,rendering,undated\n"))
            let json = try installation.ctl("-o", "json", "list")
            let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            #expect((object?["images"] as? [Any])?.count == 112 && object?["next"] == nil)
            #expect(try installation.ctl("list", "-o", "ndjson").output.split(separator: "\n").count == 112)
            let none = try installation.ctl("list", "--publisher", "Cannonical", "--state", "gone")
            #expect(none.status == 0 && none.output.isEmpty, "\(none)")
            let misses = none.errors.split(separator: "\n")
            #expect(misses.count == 2 && misses.last == "batchimgctl: no images match", "\(misses)")
            #expect(misses.first?.hasPrefix("batchimgctl: no publisher 'Cannonical'; nearest: canonical, ") == true)
            #expect(
                try installation.ctl("list", "--os", "Linus").errors.hasPrefix(
                    "batchimgctl: no operating system 'Linus'; nearest: linux, windows\n"))
            _ = try Programs.run("/usr/bin/curl", ["-sf", "-X", "POST", "\(installation.url)/_emulator/step"])
            let sync = try installation.ctl("sync")
            #expect(sync.status == 0 && sync.output == "2 succeeded, 0 failed, 0 held back\n")
            #expect(
                try installation.ctl("changes", "-o", "csv").output
                    == "seq,at,account,kind,publisher,offer,sku,version,node_agent_sku_id,old,new,image\n")
            #expect(
                try installation.ctl("status").output.hasPrefix(
                    "batchimgd 0.1.0, pid \(installation.daemon.processIdentifier)"))
        }
    }

    @Test func `says what is wrong by its exit status`() throws {
        try Installation.with(emulator: Self.replay, accounts: ["a"]) { installation in
            let unknown = try installation.ctl("list", "--account", "nobody")
            #expect(unknown.status == 4)
            #expect(unknown.errors == "batchimgctl: cannot find the account 'nobody': known are a\n")
            #expect(try installation.ctl("list", "--state", "old").status == 64)
            #expect(try installation.ctl("nonsense").status == 64)
            #expect(try installation.ctl("list", "--max-age", "0s").status == 7)
            let missing = try Programs.run("batchimgctl", ["--socket", "/nonexistent/s", "list"])
            #expect(missing.status == 3 && missing.errors.contains("systemctl start batchimgd"))
            try installation.fault("a", #"[{"status":403,"code":"AccountIsDisabled","message":"No."}]"#)
            let failed = try installation.ctl("sync", "a")
            #expect(failed.status == 1 && failed.errors.contains("403 AccountIsDisabled: No."))
            #expect(try installation.ctl("list", "-o", "csv", "--no-header").output.split(separator: "\n").count == 56)
        }
    }

    @Test func `holds back a listing that lost most, and applies it when told`() throws {
        let folder = try TemporaryFolder()
        let columns =
            "observed region apiVersion publisher offer sku version nodeAgentSKUId osType verificationType "
            + "batchSupportEndOfLife capabilities"
        func row(_ day: String, _ sku: Int) -> String {
            "\(day)\tx\t2025-06-01\tp\to\ts\(sku)\tlatest\tbatch.node.x 1\tlinux\tverified\t\t\n"
        }
        let text =
            columns.replacing(" ", with: "\t") + "\n" + (1...12).map { row("2026-01-01", $0) }.joined()
            + row("2026-01-02", 1)
        try text.write(toFile: folder.path("two.tsv"), atomically: true, encoding: .utf8)
        try Installation.with(emulator: ["--replay", folder.path("two.tsv")], accounts: ["a"]) { installation in
            try installation.step()
            let held = try installation.ctl("sync")
            #expect(held.status == 5 && held.output == "0 succeeded, 0 failed, 1 held back\n", "\(held)")
            #expect(held.errors.contains("the listing lacks 11 of 12 images"), "\(held.errors)")
            let status = try installation.ctl("status", "-o", "csv", "--columns", "state,images")
            #expect(status.output == "state,images\nsuspect,12\n", "\(status)")
            #expect(try installation.get("/v1/images?limit=1").body.contains("batchimgctl sync --accept"))
            #expect(try installation.ctl("sync", "--accept", "a").status == 0)
            #expect(
                try installation.ctl("accounts", "-o", "csv", "--columns", "state,images").output.hasSuffix("ok,1\n"))
        }
    }

    @Test func `refreshes the others on time while twelve of twenty never answer`() throws {
        let accounts = (1...20).map { "a\($0)" }
        let silent = Array(accounts.prefix(12))
        try Installation.with(emulator: [], accounts: accounts, silent: silent) { url in
            for account in silent {
                try Installation.fault(url, account, #"[{"hang":true,"times":100}]"#)
            }
        } _: { installation in
            let states = try installation.ctl("accounts", "-o", "csv", "--no-header", "--columns", "state").output
            #expect(states.split(separator: "\n").count { $0 == "ok" } == 8, "\(states)")
            let started = Date.now
            installation.daemon.terminate()
            installation.daemon.waitUntilExit()
            #expect(installation.daemon.terminationStatus == 0 && Date.now.timeIntervalSince(started) < 30)
        }
    }

    @Test func `answers what it does not know by the error envelope`() throws {
        try Installation.with(emulator: Self.replay, accounts: ["a"]) { installation in
            for (arguments, answer) in [
                (["http://x/nope"], #"{"error":{"kind":"not-found","message":"cannot find /nope: no such route"}}"#),
                (
                    ["-X", "DELETE", "http://x/v1/images"],
                    #"{"error":{"kind":"method-not-allowed","message":"cannot DELETE /v1/images: use GET"}}"#
                ),
                (
                    ["-d", "{\"account\":1}", "http://x/v1/sync"],
                    #"{"error":{"kind":"bad-request","message":"cannot use 'account' in the request's body: "#
                        + #"expected {\"accounts\":[\"NAME\",...],\"accept\":false}, both optional"}}"#
                ),
            ] {
                let result = try Programs.run(
                    "/usr/bin/curl", ["-s", "--unix-socket", installation.socket] + arguments)
                #expect(result.output == answer + "\n")
            }
            // An answer to HEAD has no body, which would stand before the next answer.
            let head = try Programs.run(
                "/usr/bin/curl",
                ["-sv", "--unix-socket", installation.socket, "-I", "http://x/v1/health", "http://x/v1/health"])
            #expect(
                head.output.ranges(of: "HTTP/1.1 405").count == 2 && !head.errors.contains("Excess"), "\(head)")
        }
    }

    @Test func `stops in order`() throws {
        try Installation.with(emulator: Self.replay, accounts: ["a"]) { installation in
            installation.daemon.terminate()
            installation.daemon.waitUntilExit()
            #expect(installation.daemon.terminationStatus == 0)
            #expect(!FileManager.default.fileExists(atPath: installation.socket))
            #expect(FileManager.default.fileExists(atPath: installation.database + "-wal"))
        }
    }

    @Test func `stops in order, though clients connect at that very moment`() throws {
        try FaultTable.check(.socket, "clients that connect while it stops", holds: "it ends in order, and at once") {
            for _ in 0..<12 {
                try Installation.with(emulator: [], accounts: ["a"]) { installation in
                    installation.daemon.terminate()
                    let start = ContinuousClock.now
                    while (try? RawConnection(installation.socket)) != nil {
                        try #require(ContinuousClock.now - start < .seconds(30))
                        usleep(2_000)
                    }
                    installation.daemon.waitUntilExit()
                    #expect(installation.daemon.terminationStatus == 0)
                    #expect(installation.daemon.terminationReason == .exit)
                }
            }
        }
    }

    @Test func `answers whoever had connected when it was told to stop, and waits for nobody who asks nothing`() throws
    {
        #expect(try (1...5).contains { _ in try answersAtAStop() }, "never in time")
    }

    /// - Returns: whether the machine was quick enough to ask in time, and to see that nobody was waited for.
    private func answersAtAStop() throws -> Bool {
        var isInTime = false
        try Installation.with(emulator: Self.replay, accounts: ["a"]) { installation in
            let asking = try RawConnection(installation.socket)
            let silent = try RawConnection(installation.socket)
            // They are taken in order: whoever came after them has its answer.
            _ = try installation.ctl("status")
            let start = ContinuousClock.now
            installation.daemon.terminate()
            while (try? RawConnection(installation.socket)) != nil {
                try #require(ContinuousClock.now - start < .seconds(30))
                usleep(5_000)
            }
            let answer = asking.exchange("GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n")
            // So long the daemon waits for a question.
            isInTime = ContinuousClock.now - start < .seconds(2)
            if isInTime { #expect(answer?.hasPrefix("HTTP/1.1 200") == true, "\(answer ?? "nothing")") }
            #expect(silent.exchange("") == "")
            installation.daemon.waitUntilExit()
            #expect(installation.daemon.terminationStatus == 0)
            isInTime = isInTime && ContinuousClock.now - start < .seconds(7)
        }
        return isInTime
    }

    @Test func `stops when its time is up, though a client has yet to take its answer`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: (0..<20).map { "a\($0)" }) { installation in
            let pipe = Pipe()
            let curl = try Programs.start(
                "/usr/bin/curl",
                ["-s", "--limit-rate", "1k", "--unix-socket", installation.socket, "http://x/v1/images?limit=10000"],
                output: pipe)
            defer { kill(curl.processIdentifier, SIGKILL) }
            #expect(pipe.fileHandleForReading.availableData.starts(with: Data(#"{"images":"#.utf8)))
            let started = Date.now
            installation.daemon.terminate()
            installation.daemon.waitUntilExit()
            let time = Date.now.timeIntervalSince(started)
            #expect(installation.daemon.terminationStatus == 0 && time > 2 && time < 30, "\(time) s")
        }
    }

    @Test func `refuses a bad configuration with every problem`() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("bad-\(UUID().uuidString).toml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "[daemon]\ninterval = 5\njiter = 0\n".write(toFile: path, atomically: true, encoding: .utf8)
        for arguments in [["check-config", "--config", path], ["--config", path]] {
            let result = try Programs.run("batchimgd", arguments)
            #expect(result.status == 78 && result.errors.split(separator: "\n").count == 2)
            #expect(result.errors.contains("\(path):3: daemon.jiter"))
        }
        #expect(try Programs.run("batchimgd", ["--config", "/nonexistent.toml"]).status == 78)
    }
}
