import Foundation
import TestSupport
import Testing

/// Reports as programs and clients of the socket get them.
@Suite(.oneAtATime)
struct ReportFileTests {
    private static let forms = [
        ("html", "/report.html", "text/html"), ("ics", "/calendar.ics", "text/calendar"),
        ("atom", "/changes.atom", "application/atom+xml"), ("markdown", "/report.md", "text/markdown"),
    ]

    @Test func `are the same from the socket, from the file and in a file, and told once`() throws {
        try Installation.with(emulator: ["--replay", "built-in", "--replay-end", "today"], accounts: ["a", "b"]) {
            installation in
            for _ in 0..<14 { try installation.step() }
            _ = try installation.ctl("sync")
            _ = try installation.ctl("sync", "--accept")
            for (form, path, type) in Self.forms {
                let target = "\(path)?account=a&within=90d"
                let answer = try installation.get(target, "-D", "-")
                let head = answer.body.prefix { $0 != "<" && $0 != "#" }.lowercased()
                #expect(answer.status == 200 && head.contains("content-type: \(type); charset=utf-8"))
                let tag = try #require(answer.body.firstMatch(of: /(?i)etag: ("[^"]+")/)?.1)
                let again = try installation.get(target, "-H", "If-None-Match: \(tag)")
                #expect(again.status == 304 && again.body.isEmpty)
                let shown = try installation.ctl("report", "--\(form)", "--account", "a", "--within", "90d")
                #expect(shown.status == 0 && shown.errors.isEmpty && answer.body.hasSuffix(shown.output))
                let file = installation.folder.appendingPathComponent("report.\(form)").path
                let written = try Programs.run(
                    "batchimgctl",
                    ["--database", installation.database, "report", file, "--account", "a", "--within", "90d"])
                #expect(written.status == 0 && written.output.isEmpty && written.errors.isEmpty, "\(written)")
                #expect(try String(contentsOfFile: file, encoding: .utf8) == shown.output)
            }
            let dash = try installation.ctl("report", "-", "-o", "markdown")
            #expect(try dash.status == 0 && dash.output == installation.ctl("report").output)
            #expect(dash.output.hasPrefix("# Azure Batch images, "))
            let unknown = try installation.ctl("report", "--ics", "--account", "x")
            #expect(unknown.status == 4 && unknown.errors.contains("known are a, b"))
            #expect(try installation.get("/report.html?order=name").status == 400)
            #expect(try installation.get("/calendar.ics", "-X", "POST").status == 405)
        }
    }

    @Test func `take their place whole, and write through no link`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"]) { installation in
            let folder = installation.folder
            let precious = folder.appendingPathComponent("precious").path
            try "precious".write(toFile: precious, atomically: true, encoding: .utf8)
            let link = folder.appendingPathComponent("link.html").path
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: precious)
            #expect(try installation.ctl("report", link).status == 0)
            #expect(try String(contentsOfFile: precious, encoding: .utf8) == "precious")
            #expect(try String(contentsOfFile: link, encoding: .utf8).hasSuffix("</html>\n"))
            for place in ["/dev/null", folder.path, "/nonexistent/report.html"] {
                let refused = try installation.ctl("report", place)
                #expect(
                    refused.status == 1 && refused.errors.contains("cannot write the report \(place)"), "\(refused)")
            }
            // Who cannot be asked leaves the old report as it was.
            let before = try Data(contentsOf: URL(fileURLWithPath: link))
            let late = try installation.ctl("report", link, "--account", "x")
            #expect(try late.status == 4 && Data(contentsOf: URL(fileURLWithPath: link)) == before)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(!left.contains { $0.hasSuffix(".new") })
        }
    }

    @Test func `say on stderr that what they show is stale, and refuse what is too old`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"]) { installation in
            try installation.fault("a", #"[{"status":403,"code":"AccountIsDisabled","times":99}]"#)
            _ = try installation.ctl("sync")
            let page = try installation.ctl("report", "--html")
            #expect(page.status == 0 && page.output.contains("failing") && page.output.contains("AccountIsDisabled"))
            try installation.wait("data older than a second") {
                try $0.ctl("report", "--max-age", "1s").status == 7
            }
            #expect(try installation.ctl("report", "--max-age", "1s").output.isEmpty)
        }
    }
}
