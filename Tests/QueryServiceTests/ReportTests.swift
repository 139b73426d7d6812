import Catalog
import ControlAPI
import Foundation
import QueryService
import RecordedListings
import Testing

/// Reports of a record: what they show, whatever it is called, and what their tags stand for.
struct ReportTests {
    private static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onclick='x", "</title></style><b>",
        "\u{202E}evil\u{200F}", "\u{1}\u{7F}\u{85}\u{FFFE}\u{FEFF}\u{2028}", "a|b`c`*d*[e](https://x)&amp;",
        "\u{5E9}\u{5DC}\u{5D5}\u{5DD}",
        "]]>", "-->", "e\(String(repeating: "\u{301}", count: 5000))", "END:VEVENT\r\nBEGIN:VEVENT",
    ]

    @Test(arguments: ReportedRecord.paths)
    func `show every name as text, whatever is in it`(path: String) async throws {
        try await ReportedRecord.with("a") { record in
            func images(_ ends: String?) -> [Image] {
                Self.hostile.map { text in
                    Image(
                        reference: ImageReference(publisher: text, offer: text, sku: text, version: text),
                        nodeAgentSKUId: text,
                        osType: text, verificationType: text, capabilities: [text],
                        endOfLife: ends.flatMap { EndOfLife("\($0)T00:00:00Z") })
                }
            }
            try await record.sync("a", "2026-01-01", images(nil))
            try await record.sync("a", "2026-01-02", images("2026-03-01"))
            try await record.sync("a", "2026-01-03", images("2026-03-01") + [.made("x", capabilities: Self.hostile)])
            try await record.sync("a", "2026-01-04", images("2026-03-01") + [.made("x")])
            try await record.pools(
                "a", "2026-01-03",
                zip(images(nil), Self.hostile).map { image, name in
                    Pool(id: name, use: ImageUse(.image(image.reference), agent: .named(image.nodeAgentSKUId)))
                })
            let text = try await record.report(path, "2026-01-05")
            let isSafe = text.unicodeScalars.allSatisfy { scalar in
                scalar == "\n" || (scalar == "\r" && path == "/calendar.ics")
                    || !(TextSafety.isActive(scalar) || scalar.properties.isNoncharacterCodePoint)
            }
            #expect(isSafe && text.utf8.count < 500_000)
            switch path {
            case "/report.html":
                #expect(
                    text.ranges(of: "<script").count == 1
                        && text.ranges(of: "<title").count == text.ranges(of: "</title").count)
                for markup in ["<img", "<b>evil", " onerror=alert(1)>", " onclick='", "</style><b>"] {
                    #expect(!text.contains(markup))
                }
                #expect(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && text.contains("&#39; onclick=&#39;x"))
                #expect(text.contains("<bdi") && text.contains("\u{5E9}\u{5DC}\u{5D5}\u{5DD}"))
            case "/changes.atom":
                #expect(!text.contains("<script") && !text.contains("<img") && text.contains("&amp;lt;script&amp;gt;"))
            case "/report.md":
                #expect(text.contains(#"\<script\>"#) && text.contains(#"a\|b\`c\`\*d\*\[e\]"#))
            default:
                #expect(text.ranges(of: "BEGIN:VEVENT\r\n").count == Self.hostile.count)
            }
        }
    }

    @Test(arguments: ReportedRecord.paths)
    func `say so when there is no account, no data, or none that succeeds`(path: String) async throws {
        try await ReportedRecord.with([String]()) { record in
            let none = try await record.report(path, "2026-01-02")
            #expect(none.contains("No account is configured") == path.contains("report"))
            try await record.configure(["a"])
            let early = try await record.report(path, "2026-01-02")
            for words in ["Nothing is known yet", "no data"] {
                #expect(early.contains(words) == path.contains("report"))
            }
            try await record.sync("a", "2026-01-02", [])
            let empty = try await record.report(path, "2026-01-02")
            #expect(!empty.isEmpty && !empty.contains("<entry>") && !empty.contains("VEVENT"))
            // A calendar has a component, whatever it has to say.
            if path == "/calendar.ics" { #expect(empty.contains("BEGIN:VTIMEZONE")) }
            await #expect(throws: APIError.self) { try await record.report("\(path)?account=nobody", "2026-01-02") }
            await #expect(throws: APIError.self) { try await record.report("\(path)?limit=1", "2026-01-02") }
        }
    }

    @Test(arguments: ReportedRecord.paths)
    func `have one tag as long as they are the same, and another when they are not`(path: String) async throws {
        try await ReportedRecord.with("a", "b") { record in
            for account in ["a", "b"] {
                try await record.sync(account, "2026-01-01T01:00:00Z", [.made("x", ends: "2026-03-01")])
            }
            var seen: [String: String] = [:]
            func look(_ time: String, _ target: String = path) async throws -> String {
                let answer = try await record.answer(target, at: ReportedRecord.time(time))
                let tag = try #require(answer.tag)
                let text = String(decoding: answer.bytes ?? [], as: UTF8.self)
                #expect(seen[tag] ?? text == text, "one tag, two texts")
                seen[tag] = text
                let known = try await record.answer(target, at: ReportedRecord.time(time)) { $0 == tag }
                #expect(known.bytes == nil && known.tag == tag)
                return tag
            }
            let first = try await look("2026-01-01T02:00:00Z")
            #expect(try await look("2026-01-01T23:59:59Z") == first)
            #expect(try await look("2026-01-02T00:00:00Z") != first, "a day began")
            #expect(try await look("2026-01-01T02:00:00Z", "\(path)?account=a") != first)
            #expect(try await look("2026-01-01T02:00:00Z", "\(path)?within=1d") != first)
            let fresh = try await look("2026-01-02T01:00:00Z")
            let stale = try await look("2026-01-02T01:00:01Z")
            #expect((fresh == stale) == !path.contains("report"), "only where it is told")
            try await record.sync("a", "2026-01-02T02:00:00Z", [.made("x", ends: "2026-03-01")])
            #expect((try await look("2026-01-02T02:00:01Z") == stale) == !path.contains("report"))
            try await record.sync("a", "2026-01-02T03:00:00Z", [.made("x", ends: "2026-04-01")])
            let moved = try await look("2026-01-02T03:00:01Z")
            #expect(moved != stale)
            try await record.pools("a", "2026-01-02T03:00:00Z", [])
            #expect(try await look("2026-01-02T03:00:01Z") != moved)
            try await record.configure(["b"])
            #expect(try await look("2026-01-02T03:00:01Z") != moved)
        }
    }

    @Test func `stay within bounds with 200 accounts that agree in little`() async throws {
        let names = (0..<200).map { "account-\($0)" }
        try await ReportedRecord.with(names) { record in
            for (number, name) in names.enumerated() {
                let images = (0..<12).map { Image.made("s\(number)-\($0)", ends: "2026-03-0\($0 % 9 + 1)") }
                try await record.sync(name, "2026-01-01", images + [.made("shared")])
                try await record.sync(
                    name, "2026-01-02", images.dropLast() + [.made("shared", verification: "unverified")])
                try await record.pools(
                    name, "2026-01-02",
                    (0..<3).map {
                        Pool(
                            id: "p\($0)",
                            use: ImageUse(.image(images[0].reference), agent: .named("batch.node.ubuntu 22.04")))
                    })
            }
            let page = try await record.report("/report.html", "2026-01-03")
            #expect(page.utf8.count < 1_000_000, "\(page.utf8.count)")
            #expect(page.contains("400 more pools not shown here") && page.contains("2,001 more images not shown here"))
            #expect(page.contains("all 200 accounts") && page.contains("201 changes"))
            #expect(page.ranges(of: #"<tr><th scope="row"><bdi class="name">account-"#).count == 200)
            #expect(try await record.report("/report.md", "2026-01-03").utf8.count < 100_000)
            let feed = try await record.report("/changes.atom", "2026-01-03")
            #expect(feed.ranges(of: "<entry>").count == 200)
        }
    }

    @Test func `tell what matters in four years of what the service really listed`() async throws {
        let days = RecordedDay.shifted(try RecordedDay.builtIn(), lastDay: ReportedRecord.time("2026-11-26"))
        try await ReportedRecord.with("contoso-we", "contoso-ne", "fabrikam") { record in
            for day in days {
                try await record.sync("contoso-we", at: day.date.advanced(by: .hours(6)), day.images)
                try await record.sync("contoso-ne", at: day.date.advanced(by: .hours(7)), day.images)
            }
            for day in days.prefix(13) {
                try await record.sync("fabrikam", at: day.date.advanced(by: .hours(8)), day.images)
            }
            func pool(_ id: String, _ image: String, _ agent: String) -> Pool {
                let parts = image.split(separator: ":").map(String.init)
                return Pool(
                    id: id, dedicatedNodes: 4, lowPriorityNodes: 8,
                    use: ImageUse(
                        .image(ImageReference(publisher: parts[0], offer: parts[1], sku: parts[2])),
                        agent: .named(agent)))
            }
            try await record.pools(
                "contoso-we", "2026-11-26",
                [
                    pool("genomics", "canonical:ubuntuserver:18.04-lts", "batch.node.ubuntu 18.04"),
                    pool("render-farm", "batch:rendering-windows2016:rendering", "batch.node.windows amd64"),
                    pool("hpc", "microsoft-dsvm:ubuntu-hpc:2204", "batch.node.ubuntu 22.04"),
                    pool("risk-calc", "canonical:0001-com-ubuntu-server-jammy:22_04-lts", "batch.node.ubuntu 20.04"),
                ])
            let page = try await record.report("/report.html", "2026-11-26T12:00:00Z")
            if let folder = ProcessInfo.processInfo.environment["BATCHIMGD_REPORTS"] {
                // To look at.
                for path in ReportedRecord.paths {
                    try await record.report(path, "2026-11-26T12:00:00Z").write(
                        toFile: folder + path, atomically: true, encoding: .utf8)
                }
            }
            let order = ["pools", "timeline", "ends", "changes", "accounts"].compactMap {
                page.range(of: "<section id=\"\($0)\"")?.lowerBound
            }
            #expect(order.count == 5 && order == order.sorted())
            #expect(page.contains("3 of 4 live pools, the worst first"))
            #expect(
                page.contains(
                    #"<bdi class="name"><span class="dim">canonical:</span><wbr>ubuntuserver:<wbr>18.04-lts</bdi>"#))
            #expect(page.contains("December 2026") && page.contains("stale"))
            #expect(page.utf8.count < 300_000, "\(page.utf8.count)")
            let used = try await record.report("/report.html?used=true", "2026-11-26T12:00:00Z")
            #expect(used.contains("only images that live pools use") && !used.contains("debian:"))
        }
    }

    @Test(arguments: ["/report.html", "/report.md"])
    func `name the accounts in which an image ends, once for each date`(path: String) async throws {
        try await ReportedRecord.with("a", "b", "c") { record in
            for (account, date) in [("a", "2026-03-01"), ("b", "2026-04-01"), ("c", nil)] {
                try await record.sync(account, "2026-01-01", [.made("x", ends: date), .made("y")])
            }
            let text = try await record.report(path, "2026-01-02")
            let section = try #require(text.firstMatch(of: /What ends(?s:.*?)(\n## |<\/section>)/)).output.0
            let rows = section.split(separator: path == "/report.md" ? "\n" : "</tr>")
                .filter { $0.contains(/^\| 2026-|class="until"><time/) }
            let accounts = path == "/report.md" ? ["| a |", "| b |"] : ["<bdi>a</bdi>", "<bdi>b</bdi>"]
            #expect(rows.count == 2, "\(rows)")
            for (row, (date, account)) in zip(rows, zip(["2026-03-01", "2026-04-01"], accounts)) {
                #expect(row.contains(date) && row.contains(account), "\(row)")
            }
        }
    }
}
