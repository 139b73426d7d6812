import Foundation
import Glibc
import TestSupport
import Testing

/// `check` on files and listings that are written down here.
struct CheckCommandTests {
    private static func day(_ days: Int) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withFullDate]
        return formatter.string(from: Date.now.addingTimeInterval(Double(days) * 86_400))
    }

    private static func listed(_ sku: String, _ verification: String = "verified", end: String? = nil) -> String {
        let end = end.map { #""batchSupportEndOfLife": "\#($0)T00:00:00Z", "# } ?? ""
        return """
            {\(end)"capabilities": ["DockerCompatible"], "imageReference": {"offer": "jammy", "publisher": "canonical", \
            "sku": "\(sku)", "version": "latest"}, "nodeAgentSkuId": "batch.node.ubuntu 22.04", "osType": "linux", \
            "verificationType": "\(verification)"}
            """
    }

    private static var listing: String {
        "[\(listed("good")), \(listed("soon", end: day(30))), \(listed("old", end: "2020-01-31")), \(listed("loose", "unverified"))]"
    }

    private static func pool(_ sku: String, id: String = "p", agent: String = "batch.node.ubuntu 22.04") -> String {
        """
        {"id": "\(id)", "virtualMachineConfiguration": {
          "imageReference": {"publisher": "Canonical", "offer": "jammy", "sku": "\(sku)"},
          "nodeAgentSKUId": "\(agent)"}}

        """
    }

    /// Runs `check` in a folder that has these files, and the listing as `listing.json`.
    private func check(
        _ line: String, files: [String: String] = [:], prepare: (TemporaryFolder) throws -> Void = { _ in }
    ) throws -> Program {
        let folder = try TemporaryFolder()
        for (name, text) in files.merging(["listing.json": Self.listing], uniquingKeysWith: { own, _ in own }) {
            let path = folder.path(name)
            let parent = (path as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        try prepare(folder)
        let program = try Program.path
        return try Program(
            "/bin/sh", ["-c", "cd '\(folder.url.path)' && '\(program)' check \(line)"],
            environment: ["BATCHIMGD_SOCKET": "/nonexistent/s.sock"])
    }

    private static let against = "--listing listing.json"

    @Test func `shows a line a finding, and its remedy under it`() throws {
        let result = try check(
            ". \(Self.against) --show-ok",
            files: [
                "a/wrong.json": Self.pool("good", agent: "batch.node.ubuntu 20.04"), "good.json": Self.pool("good"),
                "old.json": Self.pool("old"), "never.json": Self.pool("gud", id: "n"), "soon.json": Self.pool("soon"),
                "loose.json": Self.pool("loose"),
            ])
        #expect(result.status == 5)
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(
            lines[0]
                == "good.json:2: ok       Canonical:jammy:good:latest under batch.node.ubuntu 22.04 is listed (pool p)")
        #expect(
            lines[1]
                == "loose.json:2: warning  Canonical:jammy:loose:latest under batch.node.ubuntu 22.04 is listed as unverified (pool p)"
        )
        #expect(lines.contains { $0.hasPrefix("never.json:2: error    Canonical:jammy:gud:latest under ") })
        #expect(lines.contains { $0.hasPrefix("    remedy: listed with nearly that name: canonical:jammy:good, ") })
        #expect(lines.contains { $0.hasPrefix("old.json:2: error ") && $0.contains("has ended on 2020-01-31, ") })
        #expect(lines.contains { $0.hasPrefix("soon.json:2: warning  ") && $0.contains("in 30 days") })
        #expect(lines.contains("    remedy: set the node agent SKU to batch.node.ubuntu 22.04"))
        #expect(result.errors == "batchimgctl: 3 errors, 2 warnings of 6 uses in 6 files\n", "\(result)")
    }

    /// Files, options, and the exit status.
    @Test(
        arguments: [
            ("good", "", 0), ("soon", "", 0), ("soon", "--fail-on warning", 5),
            ("soon", "--within 10d --fail-on warning", 0),
            ("old", "", 5), ("old", "--fail-on never", 0), ("${x}", "", 0), ("${x}", "--fail-on unknown", 5),
            ("${x}", "--fail-on warning", 0), ("old", "--fail-on warning", 5), ("old", "--fail-on unknown", 5),
            ("old", "--fail-on sometimes", 64), ("good", "/nonexistent", 64), ("good", "--parameters /nonexistent", 64),
            ("good", "--ignore-file /nonexistent", 64), ("good", "--account a", 64), ("good", "--pools", 64),
            ("good", "-o az", 64), ("good", "--database x", 64), ("old", "broken", 1), ("good", "broken", 1),
            ("good", "--listing /nonexistent", 64), ("good", "--listing pool.json", 1), ("good", "--within soon", 64),
            ("good", "--listing broken", 1), ("good", "--parameters broken", 1),
        ] as [(String, String, Int32)])
    func `ends with a status that says what was found`(sku: String, options: String, status: Int32) throws {
        let result = try check(
            "pool.json \(options) \(options.contains("--listing") ? "" : Self.against)",
            files: ["pool.json": Self.pool(sku), "broken": "{\"id\": "])
        #expect(result.status == status, "\(result)")
        if status == 1 { #expect(result.errors.contains("cannot "), "\(result)") }
    }

    @Test func `needs the record where there is no listing, and says so`() throws {
        let result = try check("pool.json", files: ["pool.json": Self.pool("good")])
        #expect(result.status == 3 && result.output.isEmpty, "\(result)")
        let nothing = try check("pool.json", files: ["pool.json": "{}"])
        #expect(nothing.status == 3, "a text is searched for names: \(nothing)")
        let template = "{\"$schema\": \"x\", \"contentVersion\": \"1.0.0.0\", \"resources\": []}"
        let empty = try check("pool.json", files: ["pool.json": template])
        #expect(empty.status == 0 && empty.errors == "batchimgctl: no use of an image was found\n", "\(empty)")
    }

    @Test func `prints the keys that are promised, in their order`() throws {
        let files = [
            "pool.json": Self.pool("gud"), "wrong.json": Self.pool("good", agent: "batch.node.x 1"),
            "cloud.json": #"{"id": "c", "cloudServiceConfiguration": {}}"#,
        ]
        let result = try check("pool.json wrong.json cloud.json \(Self.against) -o json", files: files)
        #expect(
            result.output.hasPrefix(
                #"{"findings":[{"path":"pool.json","line":2,"pool":"p","form":"rest","image":"Canonical:jammy:gud:latest","#
                    + #""nodeAgentSKUId":"batch.node.ubuntu 22.04","verdict":"never-listed","level":"error","#
                    + #""reasons":["never-listed"],"nearest":["canonical:jammy:good","#), "\(result)")
        #expect(
            result.output.contains(
                #""agents":["batch.node.ubuntu 22.04"],"suggestion":{"image":"canonical:jammy:good:latest","#
                    + #""nodeAgentSKUId":"batch.node.ubuntu 22.04"},"message":""#), "\(result)")
        #expect(
            result.output.hasSuffix(
                #""summary":{"files":3,"uses":3,"error":3,"warning":0,"unknown":0,"ok":0,"ignored":0}}"# + "\n"))
        let lines = try check("pool.json wrong.json \(Self.against) -o ndjson", files: files)
        #expect(lines.output.split(separator: "\n").count == 2)
        let csv = try check("wrong.json \(Self.against) -o csv --no-header", files: files)
        #expect(
            csv.output.hasPrefix("wrong.json,2,p,rest,,Canonical:jammy:good:latest,batch.node.x 1,wrong-agent,error,"))
    }

    @Test func `names what cannot be read, and goes on`() throws {
        let files = [
            "cut.json": "{\"id\": 1,\n \"x\": {", "deep.json": String(repeating: "[", count: 100_000),
            "good.json": Self.pool("old"), "a\n::error b,c%.json": Self.pool("old"),
            "large.json": "{\"a\": \"" + String(repeating: "x", count: 4 << 20) + "\"}",
            "node_modules/x.json": "{", ".hidden/x.json": "{", "binary": "\0{", ".settings.json": Self.pool("old"),
        ]
        let result = try check(". \(Self.against)", files: files) { folder in
            try FileManager.default.createSymbolicLink(atPath: folder.path("loop"), withDestinationPath: ".")
            try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "good.json")
            try Data([0x7B, 0x22, 0xFF, 0x22]).write(to: folder.url.appendingPathComponent("utf8.json"))
            mkfifo(folder.path("pipe"), 0o600)
        }
        #expect(result.status == 1)
        #expect(
            result.errors.split(separator: "\n") == [
                "batchimgctl: cannot read cut.json:2:8: expected a key in double quotes, found the end of the file",
                "batchimgctl: cannot read deep.json:1:201: lists and objects stand more than 200 deep in each other",
                "batchimgctl: cannot read utf8.json:1:3: what stands here is no UTF-8",
                "batchimgctl: 3 errors, 0 warnings of 3 uses in 3 files",
            ], "\(result)")
        #expect(result.output.contains("a\\u{a}::error b,c%.json:2: error "), "\(result)")
        let named = try check("large.json . \(Self.against)", files: files)
        #expect(named.status == 1 && named.errors.contains("cannot read large.json: it is larger than 4 MiB"))
        let annotations = try check(". \(Self.against) -o github", files: files)
        #expect(
            annotations.output.contains(
                "::error file=a%0A%3A%3Aerror b%2Cc%25.json,line=2,title=batchimgctl%3A ended::Canonical:jammy:old:latest"
            ),
            "\(annotations)")
        #expect(annotations.output.split(separator: "\n").allSatisfy { $0.hasPrefix("::error file=") })
        #expect(
            annotations.output.contains("::error file=cut.json,line=2,col=8,title=batchimgctl%3A unreadable::cannot"))
    }

    @Test(.enabled(if: geteuid() != 0 || FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")))
    func `names files that it may not read`() throws {
        let folder = try TemporaryFolder()
        for (name, text) in ["listing.json": Self.listing, "closed.json": "{}", "good.json": Self.pool("good")] {
            try text.write(toFile: folder.path(name), atomically: true, encoding: .utf8)
        }
        chmod(folder.path("closed.json"), 0)
        chmod(folder.url.path, 0o755)
        let user = geteuid() == 0 ? "setpriv --reuid 65534 --regid 65534 --clear-groups " : ""
        let result = try Program(
            "/bin/sh", ["-c", "cd '\(folder.url.path)' && \(user)'\(try Program.path)' check . \(Self.against)"],
            environment: [:])
        #expect(result.status == 1 && result.errors.contains("cannot read closed.json: Permission denied"), "\(result)")
    }

    @Test func `reads standard input, the definition's or the listing's`() throws {
        let files = ["pool.json": Self.pool("old")]
        let piped = try check("- \(Self.against) <pool.json", files: files)
        #expect(piped.status == 5 && piped.output.hasPrefix("-:2: error "), "\(piped)")
        let listing = try check("pool.json --listing - <listing.json", files: files)
        #expect(listing.status == 5, "\(listing)")
        #expect(try check("- --listing - <pool.json", files: files).status == 64)
    }

    @Test func `does not warn of an unverified image where a pool of Nextflow takes any`() throws {
        func pool(_ verification: String) -> String {
            "azure.batch.pools.p {\n  // canonical:jammy:loose\n  verification = '\(verification)'\n}\n"
        }
        let line = "pools.config \(Self.against) --fail-on warning --show-ok -o csv --no-header"
        for (verification, status, verdict) in [("verified", Int32(5), "unverified"), ("any", 0, "ok")] {
            let result = try check(line, files: ["pools.config": pool(verification)])
            #expect(result.status == status && result.output.contains(",\(verdict),"), "\(result)")
        }
    }

    @Test func `takes the operation's own answer for a listing`() throws {
        let answer = """
            {"odata.metadata": "x", "value": [{"nodeAgentSKUId": "batch.node.ubuntu 22.04", "imageReference": \
            {"publisher": "canonical", "offer": "jammy", "sku": "good", "version": "latest"}, "osType": "linux", \
            "verificationType": "verified"}]}
            """
        let files = ["pool.json": Self.pool("good"), "answer.json": answer]
        let result = try check("pool.json --listing answer.json --show-ok", files: files)
        #expect(result.status == 0 && result.output.contains(" ok "), "\(result)")
        // A listing in a folder is no use of its images.
        let folder = try check(". --listing answer.json", files: files)
        #expect(folder.status == 0 && folder.errors.contains("of 1 use in 2 files"), "\(folder)")
    }

    @Test func `ignores what a rule says, until its day`() throws {
        func rule(_ keys: String, until: String = Self.day(0)) -> String {
            "[[ignore]]\n\(keys)\nreason = \"known\"\nuntil = \(until)\n"
        }
        let pools = ["infra/a.json": Self.pool("old", id: "render"), "infra/b.json": Self.pool("old", id: "sim")]
        for (keys, left) in [
            ("path = \"infra/*.json\"", 0), ("path = \"a.json\"", 1), ("path = \"infra/\"", 0),
            ("path = \"*/b.json\"", 1),
            ("path = \"**/a.json\"", 1), ("path = \"*\"", 0), ("path = \"i*/x\"", 2), ("pool = \"render\"", 1),
            ("pool = \"REN*\"", 1), ("image = \"canonical:*:*\"", 0), ("image = \"canonical:*:new\"", 2),
            ("image = \"canonical:jammy:old:latest\"", 0), ("agent = \"batch.node.ubuntu *\"", 0),
            ("verdict = \"ended\"", 0), ("verdict = \"gone\"", 2), ("pool = \"render\"\nverdict = \"gone\"", 2),
        ] {
            let result = try check(
                "infra \(Self.against) -o json",
                files: pools.merging([".batchimgignore.toml": rule(keys)]) { own, _ in own })
            #expect(result.output.contains("\"error\":\(left),"), "\(keys): \(result)")
            #expect(result.status == (left > 0 ? 5 : 0), "\(keys): \(result)")
            if left < 2 { #expect(result.output.contains(#""ignored":{"until":"\#(Self.day(0))","reason":"known"}}"#)) }
        }
        let past = rule("path = \"*\"", until: "\"2020-02-29\"")
        let expired = try check(
            "infra \(Self.against) --ignore-file rules.toml",
            files: pools.merging(["rules.toml": past]) { own, _ in own })
        #expect(expired.status == 5)
        #expect(
            expired.output.hasSuffix(
                "rules.toml:1: warning  this rule holds no longer: it was until 2020-02-29, because: known\n"),
            "\(expired)")
        let good = ["a.json": Self.pool("good"), "rules.toml": past]
        #expect(try check("a.json \(Self.against) --ignore-file rules.toml", files: good).status == 0)
        #expect(
            try check("a.json \(Self.against) --ignore-file rules.toml --fail-on warning", files: good).status == 5)
    }

    @Test(arguments: [
        ("[[ignore]]\npath = \"*\"\nuntil = 2030-01-01", "rules.toml:1: a rule needs a 'reason'"),
        ("[[ignore]]\npath = \"*\"\nreason = \"x\"", "rules.toml:1: a rule needs an 'until'"),
        (
            "[[ignore]]\nreason = \"x\"\nuntil = 2030-01-01",
            "a rule needs a 'path', 'pool', 'image', 'agent' or 'verdict'"
        ),
        ("[[ignore]]\npth = \"x\"", "rules.toml:2: 'pth' is none of path, pool,"),
        ("[[ignore]]\npath = \"*\"\nreason = \"x\"\nuntil = \"soon\"", "rules.toml:4: 'until' is to be a date"),
        (
            "[[ignore]]\nverdict = \"bad\"\nreason = \"x\"\nuntil = 2030-01-01",
            "'verdict' is to be one of unknown, retired"
        ),
        ("ignore = 1", "expected [[ignore]]"), ("[[ignored]]", "'ignored'"), ("[", "rules.toml:1: expected a key"),
    ])
    func `refuses rules that say too little`(rules: String, said: String) throws {
        let result = try check(
            "pool.json \(Self.against) --ignore-file rules.toml",
            files: ["pool.json": Self.pool("good"), "rules.toml": rules])
        #expect(result.status == 1 && result.errors.contains(said), "\(result)")
    }

    @Test func `escapes what it prints for whoever reads it`() throws {
        let name = "<&\"'|,%\u{1B}[31m\u{9B}é"
        let files = [
            "a.json": Self.pool("old", id: name.replacing("\"", with: "\\\"").replacing("\u{1B}", with: "\\u001b"))
        ]
        let junit = try check("a.json \(Self.against) -o junit", files: files).output
        let read = try Program(
            "/usr/bin/python3", ["-c", "import sys, xml.etree.ElementTree as e; e.fromstring(sys.argv[1])", junit],
            environment: ["PYTHONUTF8": "1"])
        #expect(read.status == 0, "\(read)")
        #expect(junit.contains("&lt;&amp;&quot;'|,%\u{FFFD}[31m\u{9B}é"))
        let sarif = try check("a.json \(Self.against) -o sarif", files: files).output
        let log = try JSONSerialization.jsonObject(with: Data(sarif.utf8)) as? [String: Any]
        #expect(log?["version"] as? String == "2.1.0")
        let table = try check("a.json \(Self.against)", files: files).output
        #expect(!table.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7F..<0xA0).contains($0.value) })
        let markdown = try check("a.json \(Self.against) -o markdown", files: files).output
        #expect(markdown.contains("'\\|,%"))
    }

    @Test func `asks the daemon once for what is the same, and says who agrees`() throws {
        let verdict = """
            {"use":0,"accounts":["a","b"],"verdict":"gone","level":"error","reasons":["gone"],"message":"x is listed no more"}
            """
        let other = verdict.replacing("\"a\",\"b\"", with: "\"c\"").replacing("gone", with: "ok").replacing(
            "error", with: "ok")
        let answer = "{\"verdicts\":[\(verdict),\(other)],\"accounts\":\(CannedAnswers.fresh)}\n"
        let folder = try TemporaryFolder()
        for name in ["1.json", "2.json"] {
            try Self.pool("s").write(toFile: folder.path(name), atomically: true, encoding: .utf8)
        }
        try CannedServer.with(["POST /v1/check": CannedServer.answer(answer)]) { server in
            let result = try Program(
                ["check", folder.path("1.json"), folder.path("2.json"), "--account", "a", "-o", "json"],
                socket: server.path)
            #expect(result.status == 5, "\(result)")
            #expect(result.output.contains(#""accounts":["a","b"]"#) && result.output.contains(#""error":2,"#))
            #expect(
                server.requests == [
                    #"POST /v1/check HTTP/1.1 {"accounts":["a"],"within":"180d","uses":[{"imageReference":"#
                        + #"{"publisher":"Canonical","offer":"jammy","sku":"s"},"#
                        + #""nodeAgentSKUId":"batch.node.ubuntu 22.04","containers":false,"cloudServices":false,"#
                        + #""takesUnverified":false}]}"#
                        + "\n"
                ])
        }
    }

    @Test(arguments: [(400, Int32(64)), (403, 77), (404, 64), (500, 1)])
    func `ends with the status of an error answer`(status: Int, code: Int32) throws {
        let folder = try TemporaryFolder()
        try Self.pool("s").write(toFile: folder.path("a.json"), atomically: true, encoding: .utf8)
        let error = #"{"error":{"kind":"x","message":"cannot do it: try this"}}"#
        try CannedServer.with(["POST /v1/check": CannedServer.answer(error, status: status)]) { server in
            let result = try Program(["check", folder.path("a.json")], socket: server.path)
            #expect(result.status == code && result.errors == "batchimgctl: cannot do it: try this\n", "\(result)")
        }
        let stale = #"{"verdicts":[],"accounts":[{"name":"a","asOf":"2020-01-01T00:00:00Z","stale":true}]}"#
        try CannedServer.with(["POST /v1/check": CannedServer.answer(stale)]) { server in
            let old = try Program(["check", folder.path("a.json"), "--max-age", "1d"], socket: server.path)
            #expect(old.status == 7, "\(old)")
        }
    }

    @Test func `judges live pools, in their own accounts`() throws {
        let pools = """
            {"pools":[{"account":"a","pool":"live","imageReference":{"publisher":"p","offer":"o","sku":"s"},\
            "nodeAgentSKUId":"batch.node.x 1","containers":true,"verdict":"gone","level":"error","reasons":["gone"],\
            "firstSeen":"","usesSince":"","lastSeen":""}],"accounts":\(CannedAnswers.fresh)}
            """
        let verdict = #"{"use":0,"accounts":["a"],"verdict":"gone","level":"error","reasons":["gone"],"message":"m"}"#
        let answers = [
            "GET /v1/pools?limit=10000": CannedServer.answer(pools),
            "POST /v1/check": CannedServer.answer("{\"verdicts\":[\(verdict)],\"accounts\":\(CannedAnswers.fresh)}"),
        ]
        try CannedServer.with(answers) { server in
            let result = try Program(["check", "--pools"], socket: server.path)
            #expect(result.status == 5 && result.output == "a/live: error    m (in a)\n", "\(result)")
            #expect(server.requests.last?.contains(#"{"account":"a","imageReference":{"publisher":"p""#) ?? false)
        }
    }
}
