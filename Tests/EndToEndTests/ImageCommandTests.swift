import Foundation
import TestSupport
import Testing

/// `show`, `resolve`, `diff`, and what `list` and `changes` ask beyond the rows.
@Suite(.oneAtATime)
struct ImageCommandTests {
    @Test func `resolves, shows and compares`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a", "b"]) { installation in
            let image = "canonical:ubuntuserver:18.04-LTS"
            let found = try installation.ctl("resolve", image)
            #expect(found.status == 0 && found.output == "batch.node.ubuntu 18.04\n", "\(found)")
            let json = try installation.ctl("resolve", image, "-o", "json", "--account", "a")
            #expect(
                json.output.hasPrefix(
                    #"{"image":"canonical:ubuntuserver:18.04-lts:latest","agents":[{"nodeAgentSKUId":"batch.node.ubuntu 18.04","accounts":["a"]}]"#
                ), "\(json.output)")
            let line = try installation.ctl("resolve", image, "-o", "ndjson")
            #expect(
                line.output == #"{"nodeAgentSKUId":"batch.node.ubuntu 18.04","accounts":["a","b"]}"# + "\n", "\(line)")
            let miss = try installation.ctl("resolve", "canonical:ubuntuserve:18.04-LTS")
            #expect(
                miss.status == 4 && miss.errors.contains("cannot find the offer 'ubuntuserve': nearest: ubuntuserver"))
            #expect(try installation.ctl("resolve", "canonical").status == 64)

            let show = try installation.ctl("show", image, "--account", "a")
            #expect(
                show.status == 0 && show.output.hasPrefix("a  canonical:ubuntuserver:18.04-lts:latest\n"), "\(show)")
            #expect(show.output.contains("\n  listed        20"))
            let unknown = try installation.ctl("show", "canonical:ubuntuserve:18.04-LTS")
            #expect(unknown.status == 4 && unknown.errors.contains("the offer 'ubuntuserve': nearest: ubuntuserver"))
            let rows = try installation.ctl("show", image, "-o", "csv")
            #expect(
                rows.status == 0
                    && rows.output == "seq,at,account,kind,publisher,offer,sku,version,"
                        + "node_agent_sku_id,old,new,image\n",
                "\(rows)")

            let filter = "imageReference/publisher eq 'canonical' and startswith(imageReference/sku, '18')"
            let list = try installation.ctl(
                "list", "--account", "a", "--filter", filter, "-o", "csv", "--columns", "sku", "--no-header")
            #expect(list.status == 0 && list.output == "18.04-lts\n", "\(list)")
            let wrong = try installation.ctl("list", "--filter", "sku eq")
            #expect(wrong.status == 64 && wrong.errors.contains("column"), "\(wrong)")
            #expect(try installation.ctl("list", "--as-of", "2001-01-01", "-o", "ndjson").output.isEmpty)
            #expect(try installation.ctl("list", "--as-of", "soon").status == 64)

            for _ in 0..<6 { try installation.step() }
            #expect(try installation.ctl("sync", "b").status == 0)
            let diff = try installation.ctl("diff", "a", "b", "-o", "csv", "--columns", "kind", "--no-header")
            let kinds = diff.output.split(separator: "\n")
            let changes = try installation.ctl(
                "changes", "--account", "b", "-o", "csv", "--columns", "kind", "--no-header")
            #expect(diff.status == 0 && !kinds.isEmpty && kinds == changes.output.split(separator: "\n"), "\(diff)")
            #expect(try installation.ctl("diff", "a", "a").errors == "batchimgctl: no differences\n")
            #expect(try installation.ctl("diff", "a@2001-01-01", "a").status == 4)
            #expect(try installation.ctl("diff", "a@", "a").status == 64)
        }
    }

    @Test func `takes an exact version of an image that is listed as latest for that image, and says so`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a", "b"]) { installation in
            let image = "canonical:ubuntuserver:18.04-lts"
            for place in [["--socket", installation.socket], ["--database", installation.database]] {
                func ctl(_ arguments: String...) throws -> Programs.Result {
                    try Programs.run("batchimgctl", place + arguments)
                }
                let note = "note: the version '18.04.202401161' is not listed by itself; this is \(image):latest"
                for format in ["table", "json", "ndjson", "csv"] {
                    for command in ["resolve", "show"] {
                        let exact = try ctl(command, "\(image):18.04.202401161", "-o", format)
                        #expect(exact.status == 0 && exact.errors == "batchimgctl: \(note)\n", "\(exact)")
                        let latest = try ctl(command, "\(image):latest", "-o", format)
                        #expect(latest.errors.isEmpty && latest.output == exact.output, "\(latest)")
                        #expect(try ctl(command, image, "-o", format).output == exact.output)
                    }
                }
                let other = try ctl("resolve", "canonical:ubuntuserver:18.04:1.2.3")
                #expect(other.status == 4 && other.errors.contains("cannot find the sku '18.04': nearest"), "\(other)")
            }
        }
    }

    @Test func `answers what is no image with the form and the images that come near`() throws {
        let near = "near: canonical:ubuntuserver:"
        let cases = [
            ("ubuntuserver", near), ("canonical:ubuntuserver", near), ("Canonical:UbuntuServr", near),
            ("canonical/ubuntuserver/18.04-LTS", "\(near)18.04-lts\n"),
            ("canonical:ubuntuserver:18.04-LTS:latest:x", "\(near)18.04-lts\n"),
            ("canonical::18.04-LTS", "\(near)18.04-lts\n"), (":::", "begins with /"), ("", "begins with /"),
            ("subscriptions/s/images/i", "begins with /"), (String(repeating: "x", count: 2000), "begins with /"),
        ]
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"]) { installation in
            for (text, said) in cases {
                for place in [["--socket", installation.socket], ["--database", installation.database]] {
                    let result = try Programs.run("batchimgctl", place + ["resolve", text])
                    #expect(result.status == 64 && result.output.isEmpty && result.errors.contains(said), "\(result)")
                    #expect(
                        result.errors.contains("as an image: write publisher:offer:sku, publisher:offer:sku:version"))
                    #expect(try Programs.run("batchimgctl", place + ["show", text]).errors == result.errors)
                }
                let alone = try Programs.run("batchimgctl", ["--socket", "/nonexistent/s", "show", text])
                #expect(alone.status == 64 && alone.errors.contains("as an image: write publisher:"), "\(alone)")
            }
        }
    }

    @Test func `follows changes`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"]) { installation in
            let file = installation.folder.appendingPathComponent("followed").path
            _ = FileManager.default.createFile(atPath: file, contents: nil)
            let follow = try Programs.start(
                "batchimgctl",
                ["--socket", installation.socket, "changes", "--follow", "-o", "csv", "--columns", "seq,kind"],
                output: try FileHandle(forWritingTo: URL(fileURLWithPath: file)))
            for _ in 0..<6 { try installation.step() }
            #expect(try installation.ctl("sync").status == 0)
            let changes = try installation.ctl("changes", "-o", "csv", "--columns", "seq,kind").output
            try installation.wait("the changes") { _ in
                (try? String(contentsOfFile: file, encoding: .utf8)) == changes
            }
            installation.daemon.terminate()
            follow.waitUntilExit()
            #expect(follow.terminationStatus == 0)
        }
    }
}
