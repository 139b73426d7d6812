import Foundation
import TestSupport
import Testing

/// What a table leaves out and shortens where a terminal has no room for it.
@Suite(.enabled(if: Terminal.isThere))
struct TableWidthTests {
    private static let gallery =
        "/communityGalleries/public-5f1c2c1e-95d1-4b5e-9d5a-7f0a3c1b2d44/Images/ubuntu-2204-hpc-with-drivers/Versions/1.4.0"

    private static func image(_ reference: String, _ days: Int) -> String {
        """
        {"account":"a","nodeAgentSKUId":"batch.node.ubuntu 22.04","imageReference":\(reference),"osType":"linux",\
        "verificationType":"verified","batchSupportEndOfLife":"2027-04-01T00:00:00Z","state":"ending",\
        "daysLeft":\(days),"firstSeen":"2025-01-01T00:00:00Z","listedSince":"2025-01-02T00:00:00Z",\
        "lastSeen":"2026-11-23T00:00:00Z"}
        """
    }

    private func lines(_ arguments: String, _ columns: Int, _ answers: [String: String]) throws -> [String] {
        try CannedServer.with(answers.mapValues { CannedServer.answer($0) }) { server in
            try Terminal.run(arguments, columns: columns, socket: server.path).lines
        }
    }

    @Test func `keep their columns beside a name that is too long, of which both ends stay`() throws {
        let name = #"{"publisher":"canonical","offer":"ubuntu-server-jammy","sku":"22_04-lts-gen2","version":"latest"}"#
        let json = CannedAnswers.images([
            Self.image(name, 3), Self.image(#"{"communityGalleryImageId":"\#(Self.gallery)"}"#, 4),
        ])
        let eol = "GET /v1/images?state=ended&state=ending&state=grace&order=end-of-life&limit=10000"
        let narrow = try lines("eol", 80, [eol: json])
        #expect(
            narrow == [
                "IMAGE                                                 AGENT         DAYS  STATE",
                "ubuntu-server-jammy:22_04-lts-gen2                    ubuntu 22.04     3  ending",
                "public-5f1c2c1e-95d1-4b5e-…04-hpc-with-drivers/1.4.0  ubuntu 22.04     4  ending",
            ], "\(narrow)")
        // A wide one has room for all of it.
        let wide = try lines("eol", 250, [eol: json])
        #expect(wide.last?.contains("  \(Self.gallery)  ") == true, "\(wide)")
    }

    @Test func `stay aligned, however wide the letters of a name are`() throws {
        func pool(_ name: String) -> String {
            #"{"account":"a","pool":"\#(name)","verdict":"ok","level":"ok","reasons":[],"containers":false}"#
        }
        let names = ["描画ファーム", "farm-⚡", "farm-🚀", "🇩🇪-east", "cafe\u{301}", "plain"]
        let json = #"{"pools":[\#(names.map(pool).joined(separator: ","))],"accounts":\#(CannedAnswers.fresh)}"# + "\n"
        let shown = try lines("pools --columns pool,verdict", 80, ["GET /v1/pools?order=risk&limit=10000": json])
        #expect(
            shown == [
                "POOL          VERDICT", "描画ファーム  ok", "farm-⚡       ok", "farm-🚀       ok", "🇩🇪-east       ok",
                "cafe\u{301}          ok", "plain         ok",
            ], "\(shown)")
    }

    @Test func `leave out what is the same in every row, then what tells less, before a name is cut`() throws {
        func agent(_ account: String, _ agent: String, _ os: String, _ images: Int) -> String {
            """
            {"account":"\(account)","nodeAgentSKUId":"batch.node.\(agent)","osType":"\(os)","images":\(images),\
            "verifiedImages":\(images - 1),"lastEndOfLife":"2027-04-0\(images)T00:00:00Z"}
            """
        }
        func agents(_ account: String, _ other: String) throws -> [String] {
            let both = [agent(account, "el 9", "linux", 3), agent(other, "windows amd64", "windows", 4)]
            let json = #"{"agents":[\#(both.joined(separator: ","))],"accounts":\#(CannedAnswers.fresh)}"# + "\n"
            return try lines("agents", 80, ["GET /v1/agents?limit=10000": json])
        }
        let long = "fabrikam-hpc-westeurope-production-001"
        let one = try agents(long, long)
        #expect(
            one == [
                "NODE AGENT                OS       IMAGES  VERIFIED  LAST END OF LIFE",
                "batch.node.el 9           linux         3         2  2027-04-03",
                "batch.node.windows amd64  windows       4         3  2027-04-04",
            ], "\(one)")
        let two = try agents(long, "b")
        #expect(
            two == [
                "ACCOUNT                                 NODE AGENT                IMAGES",
                "\(long)  batch.node.el 9                3",
                "b                                       batch.node.windows amd64       4",
            ], "\(two)")
        let failing = CannedAnswers.account.replacing(#""name":"a""#, with: #""name":"\#(long)""#).replacing(
            #""consecutiveFailures":0"#,
            with: #""consecutiveFailures":1,"lastError":"403 AccountIsDisabled: until somebody enables it""#)
        let json = #"{"accounts":[\#(failing),\#(CannedAnswers.account)]}"# + "\n"
        let accounts = try lines("accounts", 80, ["GET /v1/accounts?limit=10000": json])
        #expect(accounts.contains { $0.hasPrefix("\(long)  ok ") }, "\(accounts)")
        #expect(accounts.allSatisfy { $0.count <= 80 }, "\(accounts)")
    }

    @Test func `show no wider suggestions than there is room for`() throws {
        func suggestion(_ sku: String, _ loses: String) -> String {
            """
            {"image":"microsoftwindowsserver:windowsserver:\(sku):latest","nodeAgentSKUId":"batch.node.windows amd64",\
            "verificationType":"verified","keeps":[],"loses":[\(loses)],"gains":[],"why":"windows 2022 after 2016",\
            "accounts":["a"]}
            """
        }
        func suggestions(losing loses: String) throws -> [String] {
            let both = [suggestion("2022-datacenter-smalldisk", loses), suggestion("2019", loses)]
                .joined(separator: ",")
            let json = #"{"image":"p:o:s:latest","suggestions":[\#(both)],"accounts":\#(CannedAnswers.fresh)}"# + "\n"
            return try lines("suggest p:o:s", 80, ["GET /v1/suggest?image=p%3Ao%3As": json])
        }
        let same = try suggestions(losing: "")
        #expect(
            same == [
                "IMAGE                                                           AGENT",
                "microsoftwindowsserver:windowsserver:2022-datacenter-smalldisk  windows amd64",
                "microsoftwindowsserver:windowsserver:2019                       windows amd64",
            ], "\(same)")
        // A loss is always told, also where all lose the same.
        let less = try suggestions(losing: #""DockerCompatible""#)
        #expect(
            less == [
                "IMAGE                                                      AGENT          LOSES",
                "microsoftwindowsserver:windo…er:2022-datacenter-smalldisk  windows amd64  Docker",
                "microsoftwindowsserver:windowsserver:2019                  windows amd64  Docker",
            ], "\(less)")
    }

    @Test func `sentences go on below, between words`() throws {
        let folder = try TemporaryFolder()
        for (name, text) in [
            (
                "listing.json",
                """
                [{"imageReference":{"publisher":"canonical","offer":"jammy","sku":"22_04","version":"latest"},\
                "nodeAgentSKUId":"batch.node.ubuntu 22.04","osType":"linux","verificationType":"unverified"}]
                """
            ),
            (
                "pool.json",
                """
                {"id":"render","virtualMachineConfiguration":{"imageReference":{"publisher":"canonical",\
                "offer":"jammy","sku":"20_04"},"nodeAgentSKUId":"batch.node.ubuntu 22.04"}}
                """
            ),
        ] {
            try text.write(toFile: folder.path(name), atomically: true, encoding: .utf8)
        }
        let arguments = "check pool.json --listing listing.json"
        let shown = try Terminal.run(arguments, columns: 80, socket: "/nonexistent", in: folder.url.path)
        #expect(shown.status == 5)
        #expect(
            shown.lines.prefix(4) == [
                "pool.json:1: error    canonical:jammy:20_04:latest under batch.node.ubuntu 22.04",
                "    was never listed (pool render)",
                "    remedy: listed with nearly that name: canonical:jammy:22_04; or move to",
                "    canonical:jammy:22_04:latest under batch.node.ubuntu 22.04",
            ], "\(shown.lines)")
    }
}
