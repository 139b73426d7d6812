import Foundation
import TestSupport
import Testing

/// The manual page batchimgd-api(7) says what the socket answers.
@Suite(.oneAtATime)
struct SocketManualTests {
    private let page: String

    init() throws {
        let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized
        page = try String(contentsOf: root.appendingPathComponent("man/batchimgd-api.7"), encoding: .utf8)
    }

    /// The commands, as a person would type them.
    private var examples: [String] {
        let examples = page.components(separatedBy: "\n.Sh EXAMPLES\n").last ?? ""
        return examples.components(separatedBy: ".Bd -literal -offset indent\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n.Ed").first?.replacing("\\e", with: "\\")
        }
    }

    @Test func `has examples that answer`() throws {
        try Installation.with(
            emulator: ["--replay", "built-in", "--replay-end", "today"], accounts: ["contoso", "fabrikam"]
        ) { installation in
            for _ in 0..<13 { try installation.step() }
            // Held back at first: it has little of what the account listed on the first day.
            #expect(try installation.ctl("sync", "--accept", "contoso").status == 5)
            #expect(try installation.ctl("sync", "--accept", "contoso").status == 0)
            try installation.step()
            #expect(try installation.ctl("sync", "--accept", "fabrikam").status == 5)
            #expect(try installation.ctl("sync", "--accept", "fabrikam").status == 0)
            #expect(examples.count == 11)
            for example in examples {
                let command = example.replacing("/run/batchimgd/batchimgd.sock", with: installation.socket)
                let result = try Programs.run("/bin/sh", ["-c", command])
                #expect(result.status == 0 && result.errors.isEmpty, "\(example): \(result)")
                #expect(!result.output.contains("\"error\"") && !result.output.isEmpty, "\(example): \(result.output)")
                let isStream = example.contains("ndjson") || example.contains("/v1/sync")
                for text in isStream ? result.output.split(separator: "\n") : [result.output[...]] {
                    _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
                }
                #expect(!result.output.contains("[]"), "nothing was found: \(example)")
            }
        }
    }

    @Test func `names every route, parameter and kind of error`() throws {
        try Installation.with(emulator: [], accounts: []) { installation in
            let document = try installation.get("/v1/openapi.json").json
            let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
            let components = try #require(document["components"] as? [String: [String: [String: Any]]])
            let words = Set(page.split { " \n:*".contains($0) })
            func names(_ parameters: [[String: Any]]) -> [String] {
                parameters.filter { $0["in"] as? String == "query" }.compactMap { $0["name"] as? String }
            }
            let own = paths.values.flatMap(\.values).flatMap { names($0["parameters"] as? [[String: Any]] ?? []) }
            let shared = names(Array(components["parameters"]?.values ?? [:].values))
            let error = components["schemas"]?["Error"]?["properties"] as? [String: [String: Any]]
            let kinds = (error?["error"]?["properties"] as? [String: [String: Any]])?["kind"]?["enum"] as? [String]
            let named = Array(paths.keys) + own + shared + (kinds ?? [])
            #expect(named.count > 40 && named.filter { !words.contains($0[...]) } == [])
        }
    }
}
