import Foundation
import TestSupport
import Testing

/// The checks that go online, as programs: the route for operators, and the check of a configuration.
@Suite(.oneAtATime, .serialized)
struct DoctorRouteTests {
    @Test func `examines accounts for operators, and for nobody else`() throws {
        try Installation.with(emulator: [], accounts: ["a", "b"]) { installation in
            let all = try installation.get("/v1/doctor", "-X", "POST").json["checks"] as? [[String: Any]] ?? []
            #expect(
                all.map { "\($0["account"] ?? "") \($0["check"] ?? "") \($0["ok"] as? Bool == true)" }
                    == ["a", "b"].flatMap { account in
                        ["endpoint", "clock", "sign-in", "operation", "pools", "api-version"].map {
                            "\(account) \($0) true"
                        }
                    })
            try installation.fault("b", #"[{"delay":0},{"status":403,"code":"AccountIsDisabled","message":"No."}]"#)
            let one = try installation.get("/v1/doctor", "-X", "POST", "-d", #"{"accounts":["b"]}"#)
            #expect(
                one.body.contains(
                    #"{"account":"b","check":"operation","ok":false,"message":"403 AccountIsDisabled: No.","#
                        + #""remedy":"enable the Batch account"}"#), "\(one.body)")
            #expect(try installation.get("/v1/doctor", "-X", "POST", "-d", #"{"accounts":["c"]}"#).status == 404)
            #expect(try installation.get("/v1/doctor", "-X", "POST", "-d", #"{"accept":true}"#).status == 400)
            #expect(try installation.get("/v1/doctor").status == 405)
            // What it did is no sync.
            #expect(try installation.sqlite("SELECT COUNT(*) FROM syncs") == "2\n")
        }
    }

    @Test(.enabled(if: geteuid() == 0)) func `refuses who is no operator`() throws {
        try Installation.with(emulator: [], accounts: ["a"], daemon: "socket_mode = \"0666\"") { installation in
            _ = try Programs.run("/bin/chmod", ["0755", installation.folder.path])
            let stranger = User(id: 54_321, group: 54_321)
            let answer = try stranger.run(
                "/usr/bin/curl",
                ["-s", "--unix-socket", installation.socket, "-X", "POST", "http://localhost/v1/doctor"])
            #expect(answer.output.contains(#""kind":"forbidden""#), "\(answer)")
        }
    }

    @Test func `check-config goes online when it is told to`() throws {
        try Installation.with(emulator: [], accounts: ["a"]) { installation in
            func check(_ options: String...) throws -> Programs.Result {
                try Programs.run("batchimgd", ["check-config", "--config", installation.configuration] + options)
            }
            #expect(try check().output == "The configuration is good: 1 accounts.\n")
            let well = try check("--online")
            #expect(well.status == 0 && well.output.contains("a: operation: 68 images are listed\n"), "\(well)")
            let file = installation.folder.appendingPathComponent("a.key").path
            try Data("bm9uZQ==".utf8).write(to: URL(fileURLWithPath: file))
            _ = try Programs.run("/bin/chmod", ["0644", file])
            let found = try check("--online")
            #expect(found.status == 1 && found.output.contains("a: sign-in: cannot pass: "), "\(found)")
            #expect(found.output.contains("\n    run: chmod o-rwx '\(file)'\n"))
            // Without it, no secret is read.
            #expect(try check().status == 0)
            try installation.edit { $0 + "nonsense = 1\n" }
            #expect(try check("--online").status == 78)
        }
    }

    @Test(.enabled(if: geteuid() == 0)) func `check-config says what it cannot see, and finds nothing by it`() throws {
        try Installation.with(emulator: [], accounts: ["a"]) { installation in
            _ = try Programs.run("/bin/chmod", ["0755", installation.folder.path])
            let stranger = User(id: 54_321, group: 54_321)
            let key = "{ file = \"\(installation.folder.path)/a.key\" }"
            var present = key
            func check(_ place: String, environment: [String: String] = [:]) throws -> Programs.Result {
                try installation.edit { $0.replacing(present, with: place) }
                present = place
                _ = try Programs.run("/bin/chmod", ["0644", installation.configuration])
                return try stranger.run(
                    "batchimgd",
                    ["check-config", "--online", "--config", installation.configuration], environment: environment)
            }
            for (place, reason) in [
                ("{ credential = \"secret1\" }", "its secret is a credential, which the service alone has"),
                ("{ env = \"SECRET1\" }", "its secret is a variable that is not in this environment"),
                (key, "its secret is in a file that this user may not read"),
            ] {
                let result = try check(place)
                #expect(result.status == 0 && result.errors.isEmpty, "\(place): \(result)")
                #expect(
                    result.output.hasSuffix(
                        "a: sign-in: not tried, since \(reason); when the daemon runs: batchimgctl doctor a\n"),
                    "\(result)")
                #expect(result.output.contains("a: endpoint: http://127.0.0.1:"), "\(result)")
                #expect(!result.output.contains("secret1") && !result.output.contains("SECRET1"), "\(result)")
            }
            // What is there is tried.
            let value = try #require(installation.keys["a"])
            #expect(
                try check("{ env = \"SECRET1\" }", environment: ["SECRET1": value]).output.contains("a: operation: "))
            #expect(try check("{ env = \"SECRET1\" }", environment: ["SECRET1": ""]).status == 1)
            #expect(try check("{ credential = \"c\" }", environment: ["CREDENTIALS_DIRECTORY": "/tmp"]).status == 1)
        }
    }
}
