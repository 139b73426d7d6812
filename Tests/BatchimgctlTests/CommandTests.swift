import Catalog
import Foundation
import TestSupport
import Testing

/// The built program against answers written down beforehand: arguments in, stdout, stderr and exit status out.
struct CommandTests {
    private func run(_ arguments: [String], _ answers: [String: String]) throws -> Program {
        try CannedServer.with(answers.mapValues { $0.hasPrefix("HTTP/") ? $0 : CannedServer.answer($0) }) { server in
            try Program(arguments, socket: server.path)
        }
    }

    private static let two = CannedAnswers.images([CannedAnswers.jammy, CannedAnswers.windows])

    @Test(arguments: [
        (
            ["list"],
            """
            PUBLISHER  OFFER  SKU  VERSION  NODE AGENT      OS     VERIFIED  END OF LIFE  DAYS LEFT  STATE      \
            CAPABILITIES
            canonical  jammy  s    latest   batch.node.x 1  linux  yes       2027-04-01         494  supported  \
            DockerCompatible,Generation2VMImage
            microsoft  win    s    latest   batch.node.x 1  linux  yes       2027-04-01         494  supported  -

            """
        ),
        (["list", "-o", "json"], two), (["-o", "json", "list"], two), (["--output=json", "list"], two),
        (["list", "--json"], two), (["--json", "list"], two), (["-ojson", "list"], two),
        (["list", "-o", "ndjson"], "\(CannedAnswers.jammy)\n\(CannedAnswers.windows)\n"),
        (
            ["list", "-o", "csv"],
            """
            account,publisher,offer,sku,version,node_agent_sku_id,os_type,verification_type,capabilities,end_of_life,\
            days_left,virtual_machine_image_id,shared_gallery_image_id,community_gallery_image_id,exact_version,\
            first_seen,listed_since,last_seen,state
            a,canonical,jammy,s,latest,batch.node.x 1,linux,verified,"[""DockerCompatible"",""Generation2VMImage""]",\
            2027-04-01T00:00:00Z,494,,,,,2025-01-01T00:00:00Z,2025-01-02T00:00:00Z,2026-11-23T00:00:00Z,supported
            a,microsoft,win,s,latest,batch.node.x 1,linux,verified,,2027-04-01T00:00:00Z,494,,,,,\
            2025-01-01T00:00:00Z,2025-01-02T00:00:00Z,2026-11-23T00:00:00Z,supported

            """
        ),
        (["list", "-o", "tsv", "--no-header", "--columns", "offer,days_left"], "jammy\t494\nwin\t494\n"),
        (["--no-header", "list", "--columns", "offer"], "jammy\nwin\n"),
        (
            ["list", "-o", "ndjson", "--columns", "offer,capabilities,days_left"],
            """
            {"offer":"jammy","capabilities":["DockerCompatible","Generation2VMImage"],"days_left":494}
            {"offer":"win","days_left":494}

            """
        ),
        (
            ["list", "-o", "markdown", "--columns", "offer,state"],
            "| offer | state |\n| --- | --- |\n| jammy | supported |\n| win | supported |\n"
        ),
    ])
    func `prints images in every format`(arguments: [String], expected: String) throws {
        let result = try run(arguments, [CannedAnswers.list: Self.two])
        #expect(result.output == expected)
        #expect(result.status == 0 && result.errors.isEmpty)
    }

    @Test(arguments: [
        (
            [
                "list", "--account", "a", "--publisher", "p", "--offer", "o", "--sku", "s", "--agent", "n 1", "--os",
                "linux",
            ], "account=a&publisher=p&offer=o&sku=s&agent=n%201&os=linux"
        ),
        (["list", "--verified", "--within", "30d"], "verification=verified&within=30d"),
        (["list", "--unverified", "--state", "gone"], "verification=unverified&state=gone"),
        (
            ["list", "--capability", "X", "--container", "--rdma", "--gen", "2"],
            "capability=X&capability=DockerCompatible&capability=SupportsRDMAOnly&capability=Generation2VMImage"
        ),
        (["list", "--gen", "1"], "filter=not%20\(has("Generation2VMImage"))"),
        (
            ["list", "--gpu", "--filter", "osType eq 'linux'"],
            "filter=%28osType%20eq%20%27linux%27%29%20and%20%28\(has("NvidiaTeslaDriverInstalled"))%20or%20"
                + "\(has("NvidiaGridDriverInstalled"))%29"
        ),
        (["list", "--all"], "state=all"), (["list", "--all", "--state", "ended"], "state=ended&state=gone"),
        (["eol"], "state=ended&state=ending&state=grace&order=end-of-life"),
        (
            ["eol", "--within", "90d", "--undated", "--account", "a"],
            "account=a&state=ended&state=ending&state=grace&state=undated&within=90d&order=end-of-life"
        ),
    ])
    func `asks for what was asked`(arguments: [String], query: String) throws {
        let result = try run(arguments + ["-o", "json"], ["GET /v1/images?\(query)&limit=10000": Self.two])
        #expect(result.output == Self.two && result.status == 0, "\(result.errors)")
    }

    /// A capability in a filter, percent-encoded.
    private static func has(_ capability: String) -> String {
        "capabilities%2Fany%28c%3A%20c%20eq%20%27\(capability)%27%29"
    }

    @Test func `shows the account among several`() throws {
        let all = CannedAnswers.images([CannedAnswers.jammy, CannedAnswers.gpu])
        #expect(try run(["list"], [CannedAnswers.list: all]).output.hasPrefix("ACCOUNT  PUBLISHER"))
    }

    @Test func `puts all pages into one object`() throws {
        let pages = [
            CannedAnswers.list: CannedAnswers.images([CannedAnswers.jammy], next: "c-1_"),
            "\(CannedAnswers.list)&after=c-1_": CannedAnswers.images([CannedAnswers.windows]),
        ]
        #expect(try run(["list", "-o", "json"], pages).output == Self.two)
        let endless = [
            CannedAnswers.list: CannedAnswers.images([], next: "c"),
            "\(CannedAnswers.list)&after=c": CannedAnswers.images([], next: "c"),
        ]
        let result = try run(["list", "-o", "json"], endless)
        #expect(result.status == 1 && result.errors.contains("pages do not end"))
    }

    @Test func `says why there is nothing`() throws {
        let empty = CannedAnswers.images([])
        let none = try run(["list"], [CannedAnswers.list: empty])
        #expect(none.status == 0 && none.output.isEmpty && none.errors == "batchimgctl: no images match\n")
        let header = try run(["list", "-o", "csv", "--columns", "offer"], [CannedAnswers.list: empty])
        #expect(header.output == "offer\n" && header.errors.isEmpty)
        let fresh = try run(["list"], [CannedAnswers.list: CannedAnswers.images([], accounts: "[]")])
        #expect(fresh.status == 0 && fresh.output.isEmpty)
        #expect(
            fresh.errors == "batchimgctl: no accounts; add an [[account]] to the configuration, then: "
                + "systemctl reload batchimgd\n")
        #expect(try run(["accounts"], ["GET /v1/accounts?limit=10000": "{\"accounts\":[]}\n"]).errors == fresh.errors)
    }

    @Test func `never sends control characters to a terminal, and keeps them where data is exchanged`() throws {
        let json = CannedAnswers.images([
            CannedAnswers.image("a", #"p\u001b[31m|\u202eq\r\n\t"#, #"\"\u0301,日本"#, "")
        ])
        func text(_ format: String) throws -> String {
            try run(["list", "--no-header", "-o", format, "--columns", "publisher,offer"], [CannedAnswers.list: json])
                .output
        }
        #expect(try text("table") == "p\\u{1b}[31m|\\u{202e}q\\u{d}\\u{a}\\u{9}  \"\u{301},日本\n")
        #expect(try text("markdown") == "| p\\u{1b}[31m\\|\\u{202e}q\\u{d}\\u{a}\\u{9} | \"\u{301},日本 |\n")
        let csv = "\"p\u{1B}[31m|\u{202E}q\r\n\t\",\"\"\"\u{301},日本\"\n"
        #expect(Array(try text("csv").utf8) == Array(csv.utf8))
        #expect(try text("tsv") == "p\u{1B}[31m|\u{202E}q\\r\\n\\t\t\"\u{301},日本\n")
        #expect(try run(["list", "-o", "json"], [CannedAnswers.list: json]).output == json)
        let error = #"{"error":{"kind":"internal","message":"cannot \u001b[31m"}}"#
        let failed = try run(["list"], [CannedAnswers.list: CannedServer.answer(error, status: 500)])
        #expect(failed.status == 1 && failed.errors == "batchimgctl: cannot \\u{1b}[31m\n")
    }

    @Test func `announces stale data, and refuses what is too old`() throws {
        let accounts =
            #"[{"name":"a","asOf":"2020-01-01T00:00:00Z","stale":true,"reason":"403 No."},{"name":"b","stale":false}]"#
        let json = CannedAnswers.images([CannedAnswers.jammy], accounts: accounts)
        let stale = try run(["list", "-o", "json"], [CannedAnswers.list: json])
        #expect(stale.status == 0 && stale.output == json)
        let warning = /batchimgctl: warning: 'a' is stale: last good \d+ d ago: 403 No\.\n/
        #expect(stale.errors.wholeMatch(of: warning) != nil)
        for arguments in [["list", "--max-age", "1h"], ["--max-age", "36500d", "list"]] {
            let asked = "GET /v1/accounts?account=b"
            let refused = try run(
                arguments, [CannedAnswers.list: json, asked: #"{"accounts":[\#(CannedAnswers.account)]}"# + "\n"])
            #expect(refused.status == 7 && refused.output.isEmpty)
            #expect(refused.errors.contains("--max-age asks for newer"))
        }
        // A time that lies far ahead is no proof of freshness.
        let ahead = try run(["list", "--max-age", "1s"], [CannedAnswers.list: Self.two])
        #expect(ahead.status == 7)
        let now = UTCTime.now.wholeSeconds
        let recent = Self.two.replacing("2999-01-01T00:00:00Z", with: "\(now)")
        let fresh = try run(["list", "-o", "json", "--max-age", "1h"], [CannedAnswers.list: recent])
        #expect(fresh.status == 0 && fresh.output == recent)
    }

    @Test func `says which side to upgrade when the releases differ`() throws {
        func note(_ version: String) throws -> String {
            let answer = CannedServer.answer(Self.two, version: version)
            return try run(["list", "-o", "json"], [CannedAnswers.list: answer]).errors
        }
        #expect(try note("0.1.9").isEmpty)
        #expect(
            try note("0.10.0") == "batchimgctl: note: batchimgctl is 0.1.0, the daemon 0.10.0: upgrade batchimgctl\n")
        #expect(try note("0.0.9").hasSuffix("upgrade batchimgd\n"))
    }

    @Test func `lists changes`() throws {
        let json = #"{"changes":[\#(CannedAnswers.change)],"accounts":\#(CannedAnswers.fresh)}"# + "\n"
        let asked = "GET /v1/changes?account=a&kind=end-of-life&since=30d&until=2026-12-01&limit=10000"
        let arguments = [
            "changes", "--since", "30d", "--until", "2026-12-01", "--account", "a", "--kind", "end-of-life",
        ]
        #expect(
            try run(arguments, [asked: json]).output == """
                SEQ  AT                    ACCOUNT  KIND         IMAGE         NODE AGENT      OLD  NEW
                  7  2026-11-01T06:00:00Z  a        end-of-life  p:o:s:latest  batch.node.x 1  -    2027-04-01

                """)
        #expect(
            try run(arguments + ["-o", "csv"], [asked: json]).output == """
                seq,at,account,kind,publisher,offer,sku,version,node_agent_sku_id,old,new,image
                7,2026-11-01T06:00:00Z,a,end-of-life,p,o,s,latest,batch.node.x 1,,2027-04-01T00:00:00Z,p:o:s:latest

                """)
        #expect(try run(arguments + ["-o", "json"], [asked: json]).output == json)
    }

    @Test func `lists accounts`() throws {
        let json = #"{"accounts":[\#(CannedAnswers.account)]}"# + "\n"
        #expect(
            try run(["accounts"], ["GET /v1/accounts?limit=10000": json]).output == """
                NAME  STATE  IMAGES  POOLS  LAST SUCCESS          LAST CHANGED          NEXT ATTEMPT          LAST ERROR
                a     ok          2      -  2026-11-23T00:00:00Z  2026-11-01T06:00:00Z  2026-11-23T06:00:00Z  -

                """)
        let lines = try run(["accounts", "-o", "ndjson"], ["GET /v1/accounts?limit=10000": json])
        #expect(lines.output == CannedAnswers.account + "\n")
    }

    @Test func `shows the daemon's state`() throws {
        let answers = ["GET /v1/status": CannedAnswers.status]
        #expect(try run(["status", "-o", "json"], answers).output == CannedAnswers.status)
        #expect(
            try run(["status", "--no-header"], answers).output == """
                batchimgd 0.1.0, pid 42, since 2026-11-22T00:00:00Z
                database   /var/lib/batchimgd/images.db (20 KiB)
                socket     /run/batchimgd/batchimgd.sock
                next sync  -, syncing a

                a  ok  2  -  -  2026-11-23T00:00:00Z  2026-11-01T06:00:00Z  2026-11-23T06:00:00Z  -

                """)
        let ahead = CannedAnswers.status.replacing(#""lastSuccess":"2026-"#, with: #""lastSuccess":"2099-"#)
        let clock =
            "clock      'a': recorded ahead of the clock, and not believed: last success (2099-11-23T00:00:00Z)\n"
        #expect(try run(["status"], ["GET /v1/status": ahead]).output.contains(clock))
        #expect(try !run(["status"], answers).output.contains("clock"))
        let old = CannedAnswers.status.replacing("2999-", with: "2020-")
        #expect(try run(["status", "--max-age", "1h"], ["GET /v1/status": old]).status == 7)
    }

    @Test(arguments: [(2, 0, 0, 0), (1, 1, 1, 1), (1, 0, 1, 5)])
    func `syncs with progress`(succeeded: Int, failed: Int, suspect: Int, status: Int32) throws {
        let lines = """
            {"account":"a","event":"started"}
            {"account":"a","event":"page","page":1,"images":20}
            {"account":"a","event":"finished","outcome":"changed","images":57,"changes":3}
            {"account":"b","event":"finished","outcome":"failed","error":"cannot reach it"}
            {"event":"done","succeeded":\(succeeded),"failed":\(failed),"suspect":\(suspect)}

            """
        let table = try run(["sync"], ["POST /v1/sync": lines])
        #expect(table.status == status)
        #expect(table.output == "\(succeeded) succeeded, \(failed) failed, \(suspect) held back\n")
        #expect(
            table.errors == """
                a: started
                a: page 1, 20 images
                a: changed, 57 images, 3 changes
                b: failed: cannot reach it

                """)
        let raw = try run(["sync", "-o", "ndjson"], ["POST /v1/sync": lines])
        #expect(raw.status == status && raw.output == lines && raw.errors.isEmpty)
    }

    @Test func `names the accounts to sync`() throws {
        let done = CannedServer.answer(#"{"event":"done","succeeded":1,"failed":0,"suspect":0}"# + "\n")
        try CannedServer.with(["POST /v1/sync": done]) { server in
            let accepted = try Program(["sync", "a", "--accept"], socket: server.path)
            let moved = try Program(["--no-header", "sync", "--", "b"], socket: server.path)
            #expect(accepted.status == 0 && moved.status == 0)
            #expect(
                server.requests == [
                    #"POST /v1/sync HTTP/1.1 {"accounts":["a"],"accept":true}"#,
                    #"POST /v1/sync HTTP/1.1 {"accounts":["b"],"accept":false}"#,
                ])
        }
        let cut = try run(["sync"], ["POST /v1/sync": "{\"account\":\"a\",\"event\":\"started\"}\n"])
        #expect(cut.status == 1 && cut.errors.contains("cannot tell how the sync ended"))
    }
}
