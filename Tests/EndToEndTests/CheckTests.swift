import Foundation
import TestSupport
import Testing

/// `check` against a daemon, and against its file.
@Suite(.oneAtATime)
struct CheckTests {
    private static let samples = URL(fileURLWithPath: #filePath).appendingPathComponent(
        "../../PoolDefinitionsTests/Samples"
    ).standardized.path

    @Test func `says the same from the socket and from the file`() throws {
        try Installation.with(emulator: ["--replay", "built-in", "--replay-end", "today"], accounts: ["a", "b"]) {
            installation in
            for _ in 0..<12 {
                try installation.step()
                if try installation.ctl("sync").status == 5 { _ = try installation.ctl("sync", "--accept") }
            }
            let live = try installation.ctl("check", Self.samples, "-o", "json", "--show-ok")
            #expect(live.status == 5 && live.errors.isEmpty, "\(live)")
            let object = try JSONSerialization.jsonObject(with: Data(live.output.utf8)) as? [String: Any]
            let findings = try #require(object?["findings"] as? [[String: Any]])
            let summary = try #require(object?["summary"] as? [String: Int])
            #expect(findings.count >= 80 && findings.allSatisfy { $0["accounts"] as? [String] == ["a", "b"] })
            #expect(summary["uses"] == findings.count && summary["error"] ?? 0 > 20 && summary["unknown"] ?? 0 > 5)
            #expect(
                Set(findings.compactMap { $0["verdict"] as? String }) == [
                    "unknown", "retired", "never-listed", "gone", "wrong-agent", "ended", "no-containers",
                    "unverified",
                    "ok",
                ])
            let file = try Programs.run(
                "batchimgctl",
                ["--database", installation.database, "check", Self.samples, "-o", "json", "--show-ok"])
            #expect(file.status == 5 && file.output == live.output, "\(file.errors)")
            let one = try installation.ctl("check", Self.samples + "/rest/list-az.json", "--account", "a", "-o", "csv")
            #expect(one.output.contains(",a,rest,a,Canonical:UbuntuServer:18.04-LTS:latest,"), "\(one)")
            let nobody = try installation.ctl("check", Self.samples, "--account", "nobody")
            #expect(nobody.status == 64 && nobody.errors.contains("cannot find the account 'nobody'"), "\(nobody)")
        }
    }

    @Test func `judges many uses in requests of a bounded size`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"]) { installation in
            let pools = (0..<3000).map { index in
                """
                {"id": "pool-\(index)", "virtualMachineConfiguration": {"imageReference": {"publisher": "canonical",
                "offer": "ubuntuserver", "sku": "\(index)-lts"}, "nodeAgentSKUId": "batch.node.ubuntu 18.04"}}
                """
            }
            let file = installation.folder.appendingPathComponent("many.json").path
            try "[\(pools.joined(separator: ",\n"))]".write(toFile: file, atomically: true, encoding: .utf8)
            let result = try installation.ctl("check", file, "-o", "csv", "--no-header")
            let lines = result.output.split(separator: "\n")
            #expect(result.status == 5 && lines.count == 3000, "\(result.errors)")
            #expect(lines[2999].hasPrefix("\(file),5999,pool-2999,rest,a,canonical:ubuntuserver:2999-lts:latest,"))
        }
    }

    @Test func `answers only what is asked rightly`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"]) { installation in
            for (body, kind) in [
                ("", "bad-request"), ("{", "bad-request"), ("{\"uses\":[]}", "bad-request"), ("[]", "bad-request"),
                (#"{"uses":[{}],"within":"soon"}"#, "bad-request"),
                (#"{"uses":[{"account":"x"}]}"#, "not-found"), (#"{"uses":[{}],"accounts":["x"]}"#, "not-found"),
                ("{\"uses\":[\(Array(repeating: "{}", count: 1001).joined(separator: ","))]}", "bad-request"),
                ("{\"uses\":[{\"nodeAgentSKUId\":\"\(String(repeating: "x", count: 70_000))\"}]}", "too-large"),
            ] {
                let answer = try installation.get("/v1/check", "-X", "POST", "--data-binary", body)
                let error = answer.json["error"] as? [String: String]
                #expect(error?["kind"] == kind, "\(body.prefix(60)): \(answer.json)")
            }
            let names = try installation.get("/v1/names").json
            #expect((names["names"] as? [String])?.contains("canonical:ubuntuserver:18.04-lts") ?? false)
            #expect((names["nodeAgentSKUIds"] as? [String])?.contains("batch.node.ubuntu 18.04") ?? false)
        }
    }
}
