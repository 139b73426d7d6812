import Foundation
import TestSupport
import Testing

/// The daemon killed at any moment while alerts are told: every event is told, in order.
@Suite(.oneAtATime)
struct AlertKillTests {
    @Test func `tells every event in order when killed at random moments`() throws {
        let rounds = ProcessInfo.processInfo.environment["BATCHIMGD_ALERT_KILLS"].flatMap(Int.init) ?? 8
        let seed = SeededGenerator.seed
        var random = SeededGenerator(seed)
        let temporary = try TemporaryFolder()
        let told = temporary.path("told")
        let script = temporary.path("tell.sh")
        // One write a line: a script that outlives its daemon is not mixed with the next one.
        try Data("#!/bin/sh\n{ cat; echo; } > \(told).$$ && cat \(told).$$ >> \(told)\n".utf8)
            .write(to: URL(fileURLWithPath: script))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        let alert = """
            [[alert]]
            name = "ops"
            exec = ["\(script)"]
            images = ["all"]
            events = ["gone", "date", "verified", "unverified", "wrong-agent", "ended", "ending"]
            """
        try Installation.with(
            emulator: ["--replay", "built-in"], accounts: ["a", "b", "c"], daemon: alert
        ) { installation in
            var daemon = installation.daemon
            defer { Installation.end(daemon) }
            for round in 0..<rounds {
                try installation.step()
                let sync = try Programs.start(
                    "/usr/bin/curl",
                    ["-sN", "--unix-socket", installation.socket, "-d", "{}", "http://localhost/v1/sync"])
                usleep(.random(in: 0...900_000, using: &random))
                Glibc.kill(daemon.processIdentifier, SIGKILL)
                daemon.waitUntilExit()
                sync.waitUntilExit()
                #expect(try installation.sqlite("PRAGMA quick_check") == "ok\n", "seed \(seed), round \(round)")
                daemon = try installation.restart()
                try installation.wait("the daemon") { try $0.get("/v1/status").status == 200 }
            }
            _ = try installation.ctl("sync")
            try installation.wait("the last events") {
                try $0.sqlite("SELECT COUNT(*) FROM alerts WHERE state = 'waiting'") == "0\n"
            }
            let events = try installation.sqlite("SELECT id FROM alert_event ORDER BY seq").split(separator: "\n")
                .map(String.init)
            let lines = try String(contentsOfFile: told, encoding: .utf8).split(separator: "\n")
            let ids = try lines.map { line in
                let event = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                return try #require(event?["id"] as? String)
            }
            var seen: Set<String> = []
            let first = ids.filter { seen.insert($0).inserted }
            #expect(first == events && events.count > rounds, "seed \(seed)")
            // Only what was under way at a kill may come twice.
            #expect(ids.count <= events.count + rounds, "seed \(seed)")
            print("kills: \(rounds), \(events.count) events, \(ids.count - events.count) came twice, seed \(seed)")
        }
    }
}
