import Foundation
import TestSupport
import Testing

/// `suggest` and `snippet` on what the service really listed, through the socket and from the file.
@Suite(.oneAtATime)
struct SuggestCommandTests {
    private static let replay = ["--replay", "built-in", "--replay-end", "today"]

    /// The accounts as they were on the last recorded day.
    private static func onLastDay(_ accounts: [String], _ body: (Installation) throws -> Void) throws {
        try Installation.with(emulator: replay, accounts: accounts) { installation in
            for day in 0..<14 {
                try installation.step()
                // Once in between, so that the record knows what has gone by then.
                if day == 6 || day == 13, try installation.ctl("sync").status == 5 {
                    for account in accounts { #expect(try installation.ctl("sync", "--accept", account).status == 0) }
                }
            }
            try body(installation)
        }
    }

    private static func places(_ installation: Installation) -> [[String]] {
        [["--socket", installation.socket], ["--database", installation.database]]
    }

    private func suggestions(_ text: String) throws -> [[String: Any]] {
        let answer = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        return try #require(answer["suggestions"] as? [[String: Any]])
    }

    @Test func `suggests what to move to, in every format and from the file`() throws {
        try Self.onLastDay(["a", "b"]) { installation in
            let gone = "OpenLogic:CentOS:7.6"
            var outputs: [String] = []
            for place in Self.places(installation) {
                func suggest(_ arguments: String...) throws -> Programs.Result {
                    try Programs.run("batchimgctl", place + ["suggest"] + arguments)
                }
                let json = try suggest(gone, "-o", "json")
                #expect(json.status == 0 && json.errors.isEmpty, "\(json)")
                #expect(json.output.hasPrefix(#"{"image":"openlogic:centos:7.6:latest","suggestions":[{"image":"#))
                let found = try suggestions(json.output)
                #expect(found.count == 5 && found[0]["image"] as? String == "almalinux:almalinux:9-gen1:latest")
                #expect(found[0]["nodeAgentSKUId"] as? String == "batch.node.el 9")
                #expect(found[0]["accounts"] as? [String] == ["a", "b"] && found[0]["loses"] as? [String] == [])
                #expect((found[0]["why"] as? String)?.hasPrefix("el 9 after 7.6; generation 1 as now; ") ?? false)
                outputs.append(json.output)

                let lines = try suggest(gone, "-o", "ndjson", "--limit", "2").output.split(separator: "\n")
                #expect(lines.count == 2 && json.output.contains(lines[1]))
                let csv = try suggest(gone, "-o", "csv", "--limit", "1", "--account", "a")
                #expect(
                    csv.output.hasPrefix(
                        "image,node_agent_sku_id,verification_type,end_of_life,keeps,loses,gains,why,accounts\n")
                        && csv.output.split(separator: "\n").count == 2, "\(csv)")
                let columns = try suggest(gone, "-o", "tsv", "--columns", "image", "--no-header", "--limit", "1")
                #expect(columns.output == "almalinux:almalinux:9-gen1:latest\n", "\(columns)")
                #expect(try suggest(gone, "-o", "markdown").output.contains("| almalinux:almalinux:9-gen1:latest |"))
                let table = try suggest(gone)
                #expect(table.output.contains("LOSES") && table.output.contains("el 9 after 7.6"), "\(table)")

                let many = try suggestions(try suggest(gone, "--limit", "10000", "-o", "json").output)
                #expect(many.count > 20 && Set(many.compactMap { $0["image"] as? String }).count == many.count)
                let verified = many.map { $0["verificationType"] as? String == "verified" }
                #expect(verified == verified.filter { $0 } + verified.filter { !$0 } && verified.contains(false))
                // 145 days are left to what ends first of all that is not yet ending.
                let sooner = try suggest(
                    "openlogic:centos:7_8", "--within", "30d", "-o", "csv", "--columns", "image", "--limit", "1")
                #expect(sooner.output == "image\nopenlogic:centos:7_9:latest\n", "\(sooner)")
            }
            #expect(outputs[0] == outputs[1])
            let answer = try installation.get("/v1/suggest?image=openlogic:centos:7.6&limit=1")
            #expect(answer.status == 200 && answer.json["suggestions"] is [Any])
        }
    }

    @Test func `says what nothing fits for, and what nobody knows`() throws {
        try Self.onLastDay(["a"]) { installation in
            let image = "canonical:0001-com-ubuntu-server-jammy:22_04-lts"
            for place in Self.places(installation) {
                func suggest(_ arguments: String...) throws -> Programs.Result {
                    try Programs.run("batchimgctl", place + ["suggest"] + arguments)
                }
                let unknown = try suggest("canonical:ubuntuserve:18.04-lts")
                #expect(unknown.status == 4 && unknown.output.isEmpty, "\(unknown)")
                #expect(unknown.errors.contains("cannot find the offer 'ubuntuserve': nearest: ubuntuserver"))
                let account = try suggest(image, "--account", "x")
                #expect(account.status == 4 && account.errors.contains("cannot find the account 'x': known are a"))
                for (arguments, said) in [
                    (["--within", "soon"], "soon"), (["--limit", "0"], "from 1 to 10000"),
                    (["--columns", "age"], "known are image"),
                ] {
                    let wrong = try Programs.run("batchimgctl", place + ["suggest", image] + arguments)
                    #expect(wrong.status == 64 && wrong.errors.contains(said), "\(wrong)")
                }
                let form = try suggest("canonical")
                #expect(form.status == 64 && form.errors.contains("cannot use 'canonical' as an image"), "\(form)")
                let long = try suggest("p:o:" + String(repeating: "x", count: 64 << 10))
                #expect(long.status == 64 && long.errors.count < 1000, "\(long.errors.prefix(200))")
                let active = try suggest("p:o:\u{1B}[2J\u{202E}")
                #expect(active.status == 4 && active.errors.contains("cannot find the publisher 'p'"), "\(active)")
                let agent = try suggest(
                    image, "--agent", "batch.node.ubuntu 22.04\u{1B}", "-o", "csv", "--columns", "image", "--limit", "1"
                )
                #expect(agent.output == "image\n\(image):latest\n", "under the node agent that it has: \(agent)")
                let exact = try suggest("\(image):22.04.202401161", "-o", "json")
                #expect(exact.status == 0 && exact.errors.contains("is not listed by itself; this is \(image):latest"))
            }
            // Nothing is left that does not end within a thousand years, when all has a date.
            let never = try installation.ctl("suggest", "batch:rendering-centos73:rendering", "--within", "30d")
            #expect(never.status == 0, "\(never)")
        }
    }

    @Test func `says why an account has nothing to suggest`() throws {
        try Installation.with(emulator: Self.replay, accounts: ["a", "b"]) { url in
            try Installation.fault(url, "b", #"[{"status":403,"code":"AccountIsDisabled","times":99}]"#)
        } _: { installation in
            let image = "canonical:ubuntuserver:18.04-lts"
            let none = try installation.ctl("suggest", image, "--account", "b")
            #expect(none.status == 4 && none.output.isEmpty, "\(none)")
            #expect(
                none.errors.contains(
                    "nothing that is listed fits; no other image is listed; 'b' has nothing yet: 403 "),
                "\(none)")
            let both = try installation.ctl("suggest", image, "-o", "json")
            #expect(both.status == 0 && both.output.contains(#""accounts":["a"]"#), "\(both)")
            #expect(both.errors.contains("'b': nothing yet"), "\(both)")
        }
    }

    @Test func `shows what to move to of an image that is not well`() throws {
        try Self.onLastDay(["a"]) { installation in
            for place in Self.places(installation) {
                let gone = try Programs.run("batchimgctl", place + ["show", "openlogic:centos:7.6"])
                #expect(gone.status == 0 && gone.errors.isEmpty, "\(gone)")
                #expect(
                    gone.output.contains("\n  move to       almalinux:almalinux:9-gen1 (batch.node.el 9)\n"), "\(gone)")
                #expect(gone.output.ranges(of: "\n  move to ").count == 3)
                let well = try Programs.run("batchimgctl", place + ["show", "microsoft-dsvm:ubuntu-hpc:2204"])
                #expect(well.status == 0 && !well.output.contains("move to"), "\(well)")
            }
        }
    }

    @Test func `prints an image ready to paste, for each that is listed`() throws {
        try Self.onLastDay(["a"]) { installation in
            let images = try installation.ctl(
                "list", "-o", "csv", "--no-header", "--columns", "publisher,offer,sku,node_agent_sku_id"
            )
            .output.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
            #expect(images.count == 68)
            for (image, place) in zip(images, Array(repeating: Self.places(installation), count: 68).joined())
            where image[2].contains("2") {
                let name = image[0...2].joined(separator: ":")
                let result = try Programs.run("batchimgctl", place + ["snippet", name, "--for", "rest"])
                #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
                let pool = try #require(
                    try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
                let machine = try #require(pool["virtualMachineConfiguration"] as? [String: Any])
                #expect(machine["nodeAgentSKUId"] as? String == image[3], "\(result)")
                #expect(
                    machine["imageReference"] as? [String: String]
                        == ["publisher": image[0], "offer": image[1], "sku": image[2], "version": "latest"])
            }
            let gone = try installation.ctl("snippet", "openlogic:centos:7.6", "--for", "rest")
            #expect(gone.status == 4 && gone.errors.contains("cannot find the sku '7.6': nearest: 7_9"), "\(gone)")
            let nextflow = try installation.ctl("snippet", "microsoft-dsvm:ubuntu-hpc:2204", "--for", "nextflow")
            #expect(nextflow.status == 0 && nextflow.errors.isEmpty, "\(nextflow)")
            #expect(nextflow.output.contains("sku = 'batch.node.ubuntu 22.04'  // the node agent\n"), "\(nextflow)")
            let unverified = try installation.ctl("snippet", "almalinux:almalinux-hpc:8_6-hpc", "--for", "nextflow")
            #expect(
                unverified.errors.contains("is not verified, and Nextflow takes verified images alone"), "\(unverified)"
            )
            let windows = try installation.ctl(
                "snippet", "microsoftwindowsserver:windowsserver:2022-datacenter", "--for", "nextflow")
            #expect(windows.status == 1 && windows.errors.contains("it runs on Linux alone"), "\(windows)")
            let focal = try installation.ctl(
                "snippet", "canonical:0001-com-ubuntu-server-focal:20_04-lts", "--for", "nextflow")
            #expect(focal.status == 0 && focal.errors.contains("which: 20_04-lts, 20_04-lts-gen2"), "\(focal)")
        }
    }

    @Test func `prints what check finds nothing against`() throws {
        try Self.onLastDay(["a"]) { installation in
            let forms = ["rest", "arm", "bicep", "terraform", "az", "python", "nextflow"]
            for (image, status) in [
                ("microsoft-dsvm:ubuntu-hpc:2204", Int32(0)), ("almalinux:almalinux:9-gen1", 0),
                ("openlogic:centos:7_9", 5),
            ] {
                let folder = try TemporaryFolder()
                for form in forms {
                    let snippet = try installation.ctl("snippet", image, "--for", form)
                    #expect(snippet.status == 0, "\(snippet)")
                    try snippet.output.write(toFile: folder.path("\(form).txt"), atomically: true, encoding: .utf8)
                }
                let check = try installation.ctl(
                    "check", folder.url.path, "--show-ok", "--fail-on", "warning", "-o", "json")
                #expect(check.status == status, "\(check)")
                let answer = try #require(
                    try JSONSerialization.jsonObject(with: Data(check.output.utf8)) as? [String: Any])
                let findings = try #require(answer["findings"] as? [[String: Any]])
                #expect(findings.count == forms.count, "\(check)")
                for finding in findings {
                    #expect((finding["image"] as? String)?.lowercased() == "\(image):latest", "\(finding)")
                    #expect(finding["verdict"] as? String == (status == 0 ? "ok" : "ending"), "\(finding)")
                    #expect((finding["nodeAgentSKUId"] as? String)?.hasPrefix("batch.node.") ?? false, "\(finding)")
                    let suggestion = finding["suggestion"] as? [String: String]
                    #expect(
                        suggestion?["image"] == (status == 0 ? nil : "almalinux:almalinux:9-gen1:latest"), "\(finding)")
                }
            }
        }
    }
}
