import Catalog
import Foundation
import TestSupport
import Testing

/// What a person sees: tables that fit, times that are relative, and nothing that a terminal would act on.
@Suite(.enabled(if: Terminal.isThere))
struct TerminalTests {
    private static func image(_ sku: String, days: Int, state: String) -> String {
        """
        {"account":"a","nodeAgentSKUId":"batch.node.ubuntu 22.04","imageReference":{"publisher":"canonical",\
        "offer":"ubuntu","sku":"\(sku)","version":"latest"},"osType":"linux","verificationType":"unverified",\
        "batchSupportEndOfLife":"2027-04-01T00:00:00Z","state":"\(state)","daysLeft":\(days),\
        "firstSeen":"2025-01-01T00:00:00Z","listedSince":"2025-01-02T00:00:00Z","lastSeen":"2026-11-23T00:00:00Z"}
        """
    }

    private static let eol = "GET /v1/images?state=ended&state=ending&state=grace&order=end-of-life&limit=10000"

    @Test func `shows the time left as a bar, whole on a wide terminal and short on a narrow one`() throws {
        let json = CannedAnswers.images([
            Self.image("s-1", days: -3, state: "grace"), Self.image("s-2", days: 1, state: "ending"),
            Self.image("s-3", days: 180, state: "ending"),
        ])
        try CannedServer.with([Self.eol: CannedServer.answer(json)]) { server in
            let narrow = try Terminal.run("eol", columns: 80, socket: server.path)
            #expect(
                narrow.lines == [
                    "IMAGE       AGENT         VERIFIED  ENDS        DAYS  LEFT   STATE",
                    "ubuntu:s-1  ubuntu 22.04  no        2027-04-01    -3  ░░░░░  grace",
                    "ubuntu:s-2  ubuntu 22.04  no        2027-04-01     1  █░░░░  ending",
                    "ubuntu:s-3  ubuntu 22.04  no        2027-04-01   180  █████  ending",
                ], "\(narrow)")
            let wide = try Terminal.run("eol", columns: 200, socket: server.path).lines
            #expect(wide[0].contains("DAYS LEFT  TIME LEFT   STATE") && wide[2].contains(" 1  █░░░░░░░░░  ending"))
            let plain = try Terminal.run("eol", columns: 80, socket: server.path, ["LC_ALL": "C"]).lines
            #expect(plain[2].contains("#...."))
            #expect(try !Program(["eol"], socket: server.path).output.contains("█"))
        }
    }

    @Test(arguments: [40, 60, 80, 100, 120, 200])
    func `fits every table into the terminal`(columns: Int) throws {
        let long = String(repeating: "x", count: 60)
        let answers = [
            Self.eol: CannedAnswers.images([Self.image(long, days: 3, state: "ending")]),
            "GET /v1/changes?limit=10000": #"{"changes":[\#(CannedAnswers.change)],"accounts":[]}"# + "\n",
        ].mapValues { CannedServer.answer($0) }
        try CannedServer.with(answers) { server in
            for command in ["eol", "changes"] {
                let lines = try Terminal.run(command, columns: columns, socket: server.path).lines
                let rows = lines.filter { !$0.hasPrefix("batchimgctl: ") }
                // The words and numbers of eight columns need this much; what is narrower wraps.
                #expect(rows.count >= 2 || columns < 70, "\(lines)")
                #expect(columns < 70 || rows.allSatisfy { $0.count <= columns }, "\(lines)")
            }
        }
    }

    @Test func `shows how long ago, and the times themselves when asked`() throws {
        let json = #"{"accounts":[\#(CannedAnswers.account)]}"# + "\n"
        try CannedServer.with(["GET /v1/accounts?limit=10000": CannedServer.answer(json)]) { server in
            let relative = try Terminal.run("accounts", columns: 120, socket: server.path).lines
            #expect(
                relative.count == 2 && relative[1].wholeMatch(of: /a +ok +2 +-( +\d+ \w+ ago){3} +-/) != nil,
                "\(relative)"
            )
            for arguments in ["accounts --absolute", "--absolute accounts"] {
                let absolute = try Terminal.run(arguments, columns: 120, socket: server.path).lines
                #expect(absolute.last?.contains("2026-11-01T06:00:00Z") == true, "\(absolute)")
            }
        }
    }

    @Test(arguments: ["json", "ndjson", "csv", "tsv", "markdown", "table", "az"])
    func `sends a terminal nothing that it would act on`(format: String) throws {
        let evil = "e\u{1B}]0;t\u{07}\u{9B}31m\u{7F}\u{202E}x\r\n\t\"|,"
        var writer = JSONWriter()
        writer.string(evil)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        let account = CannedAnswers.account
        let answers = [
            "GET /v1/images?account=a&limit=10000": CannedAnswers.images([
                CannedAnswers.jammy.replacing(#""canonical""#, with: text)
            ]),
            "GET /v1/accounts?account=a&limit=10000": #"{"accounts":[\#(account)]}"# + "\n",
            "GET /accounts/a/supportedimages?api-version=2025-06-01":
                #"{"value":[{"nodeAgentSKUId":\#(text),"imageReference":{},"osType":"","verificationType":""}]}"#,
        ].mapValues { CannedServer.answer($0) }
        try CannedServer.with(answers) { server in
            let shown = try Terminal.run("list --account a -o \(format)", columns: 200, socket: server.path)
            #expect(shown.status == 0, "\(shown)")
            let sent = shown.lines.joined(separator: "\n")
            let harmful = sent.unicodeScalars.filter {
                ($0.value < 0x20 && $0 != "\n" && $0 != "\t") || (0x7F..<0xA0).contains($0.value) || $0 == "\u{202E}"
            }
            #expect(harmful.isEmpty && sent.contains("31m"), "\(Array(harmful))")
            guard format == "json" else { return }
            let object = try JSONSerialization.jsonObject(with: Data(sent.utf8)) as? [String: Any]
            let image = (object?["images"] as? [[String: Any]])?.first?["imageReference"] as? [String: Any]
            #expect(image?["publisher"] as? String == evil)
        }
    }

    @Test func `tells of a sync in one line that passes`() throws {
        let lines = """
            {"account":"a","event":"started"}
            {"account":"b","event":"started"}
            {"account":"a","event":"page","page":1,"images":20}
            {"account":"a","event":"finished","outcome":"changed","images":57,"changes":3}
            {"account":"b","event":"finished","outcome":"unchanged","images":57}
            {"event":"done","succeeded":2,"failed":0,"suspect":0}

            """
        try CannedServer.with(["POST /v1/sync": CannedServer.answer(lines)]) { server in
            let shown = try Terminal.run("sync", columns: 80, socket: server.path)
            let passing = "\r\u{1B}[K"
            #expect(
                shown.lines.joined(separator: "\n")
                    == [
                        "\(passing)1 under way: a (started)", "\(passing)2 under way: a (started), b (started)",
                        "\(passing)2 under way: b (started), a (page 1, 20 images)",
                        "\(passing)a: changed, 57 images, 3 changes\n\(passing)1 under way: b (started)",
                        "\(passing)b: unchanged, 57 images\n\(passing)\(passing)2 succeeded, 0 failed, 0 held back",
                    ].joined(), "\(shown.lines)")
        }
    }
}
