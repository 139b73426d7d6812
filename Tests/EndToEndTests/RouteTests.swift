import Foundation
import TestSupport
import Testing

/// What the socket answers beside images and changes, and the metrics file.
@Suite(.oneAtATime)
struct RouteTests {
    private static let replay = ["--replay", "built-in"]

    @Test func `lists agents and syncs page by page`() throws {
        try Installation.with(emulator: Self.replay, accounts: ["a", "b"]) { installation in
            let all = try installation.get("/v1/agents")
            let rows = try #require(all.json["agents"] as? [[String: Any]])
            #expect(
                rows.count > 4 && rows.first?["account"] as? String == "a" && rows.last?["account"] as? String == "b")
            #expect(Set(rows[0].keys).isSubset(of: Self.agentKeys))
            #expect(rows.map { $0["images"] as? Int ?? 0 }.reduce(0, +) == 112)
            var walked: [String] = []
            var after = ""
            repeat {
                let page = try installation.get("/v1/agents?limit=3\(after)")
                let rows = try #require(page.json["agents"] as? [[String: Any]])
                walked += rows.map { "\($0["account"] ?? "") \($0["nodeAgentSKUId"] ?? "")" }
                after = (page.json["next"] as? String).map { "&after=\($0)" } ?? ""
            } while !after.isEmpty
            #expect(walked == rows.map { "\($0["account"] ?? "") \($0["nodeAgentSKUId"] ?? "")" })
            #expect(try installation.ctl("sync").status == 0)
            let syncs = try installation.get("/v1/syncs?account=a")
            let attempts = try #require(syncs.json["syncs"] as? [[String: Any]])
            #expect(attempts.map { $0["outcome"] as? String } == ["unchanged", "changed"])
            #expect(attempts[0]["httpStatus"] as? Int == 200 && attempts[0]["requestId"] is String)
            let last = try installation.get("/v1/syncs?account=a&limit=1")
            let next = try #require(last.json["next"] as? String)
            let first = try installation.get("/v1/syncs?account=a&after=\(next)").json["syncs"] as? [[String: Any]]
            #expect(first?.count == 1 && first?[0]["outcome"] as? String == "changed")
            #expect(try installation.get("/v1/accounts?limit=1").json["next"] as? String == "a")
            for path in ["/v1/agents?after=x", "/v1/syncs?after=0", "/v1/syncs?limit=0", "/v1/accounts?after="] {
                #expect(try installation.get(path).status == 400)
            }
        }
    }

    private static let agentKeys: Set = [
        "account", "nodeAgentSKUId", "osType", "images", "verifiedImages", "lastEndOfLife",
    ]

    @Test func `tells its health and its numbers`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("metrics-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("batchimgd.prom").path
        try Installation.with(
            emulator: Self.replay, accounts: ["a"], daemon: "metrics_file = \"\(file)\"\nstale_after = \"10s\""
        ) { installation in
            let health = try installation.get("/v1/health")
            #expect(health.status == 200 && health.json["status"] as? String == "ok")
            let metrics = try installation.get("/metrics").body
            #expect(metrics.contains("batchimgd_account_state{account=\"a\",state=\"ok\"} 1\n"))
            #expect(metrics.contains("batchimgd_account_images{account=\"a\",state="))
            #expect(metrics.contains("batchimgd_syncs_total{account=\"a\",outcome=\"changed\"} 1\n"))
            #expect(metrics.contains("batchimgd_process_resident_memory_bytes "))
            for line in metrics.split(separator: "\n") where !line.hasPrefix("#") {
                #expect(
                    line.wholeMatch(of: /[a-z_]+({[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*})? -?[0-9.e+-]+/) != nil, "\(line)"
                )
            }
            try installation.wait("the metrics file") { _ in FileManager.default.fileExists(atPath: file) }
            let written = try String(contentsOfFile: file, encoding: .utf8)
            #expect(
                written.contains("# TYPE batchimgd_account_stale gauge\nbatchimgd_account_stale{account=\"a\"} 0\n"))
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o644)
        }
    }
}
