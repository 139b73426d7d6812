import Catalog
import ControlAPI
import Foundation
import TestSupport
import Testing

/// What `snippet` prints is read back by what it is for, whatever the names are.
struct SnippetTests {
    private struct Names: CustomTestStringConvertible {
        let publisher: String
        let offer: String
        let sku: String
        let agent: String

        var image: String { "\(publisher):\(offer):\(sku):latest" }
        var all: [String] { [publisher, offer, sku, "latest", agent] }
        var testDescription: String { image.debugDescription }
    }

    private static let usual = Names(
        publisher: "microsoft-dsvm", offer: "ubuntu-hpc", sku: "2204", agent: "batch.node.ubuntu 22.04")

    private static let names = [
        usual,
        Names(publisher: "a'b\"c", offer: "\\", sku: "\\'", agent: "it's \"so\""),
        Names(publisher: "${x}", offer: "%{y}", sku: "$(touch /tmp/x)`id`", agent: "$HOME $$ ${ %{ $${"),
        Names(publisher: "[concat('x')]", offer: "[z", sku: "#{w}", agent: "[y]"),
        Names(
            publisher: "x\u{1B}[2J\u{9B}", offer: "line\nend\r\t", sku: "\u{202E}rtl\u{7F}", agent: "a\u{2028}\u{7}b"),
        Names(publisher: "größe", offer: "日本🦊", sku: "e\u{301}", agent: "-x; --y && z | #"),
        Names(publisher: "*/", offer: "//", sku: "'''", agent: "\"\"\""),
    ]

    /// What `snippet` prints of an image that is listed under a node agent.
    private func snippet(_ names: Names, for form: String) throws -> String {
        let quoted = try [names.image, names.agent].map {
            String(decoding: try JSONSerialization.data(withJSONObject: $0, options: .fragmentsAllowed), as: UTF8.self)
        }
        let json = """
            {"image":\(quoted[0]),"agents":[{"nodeAgentSKUId":\(quoted[1]),"accounts":["a"]}],\
            "accounts":\(CannedAnswers.fresh)}
            """
        // Asked for by what cannot be told which sku it means.
        let listed = QueryItem.target(
            "/v1/images",
            [
                QueryItem("publisher", names.publisher), QueryItem("offer", names.offer),
                QueryItem("agent", names.agent),
                QueryItem("limit", "10000"),
            ])
        var image = ImageAnswer()
        (image.account, image.nodeAgentSKUId, image.verificationType) = ("a", names.agent, "verified")
        image.imageReference = ImageReference(publisher: names.publisher, offer: names.offer, sku: names.sku)
        var account = FreshnessAnswer()
        (account.name, account.asOf) = ("a", "2999-01-01T00:00:00Z")
        let images = String(decoding: ListAnswer.json([image], accounts: [account], next: nil), as: UTF8.self)
        let answers = ["GET /v1/resolve?image=p%3Ao%3As": json, "GET \(listed)": images]
        return try CannedServer.with(answers.mapValues { CannedServer.answer($0) }) { server in
            let result = try Program(["snippet", "p:o:s", "--for", form], socket: server.path)
            #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
            let active = result.output.unicodeScalars.filter {
                ($0.value < 0x20 && $0 != "\n") || (0x7F..<0xA0).contains($0.value)
                    || [0x202E, 0x2028].contains($0.value)
            }
            #expect(active.isEmpty, "nothing that a terminal would act on: \(active)")
            return result.output
        }
    }

    private func json(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// Publisher, offer, sku, version and node agent of a `virtualMachineConfiguration`.
    private func parts(_ machine: Any?, agent: String) throws -> [String?] {
        let machine = try #require(machine as? [String: Any])
        let image = try #require(machine["imageReference"] as? [String: String])
        #expect(image.count == 4)
        return ["publisher", "offer", "sku", "version"].map { image[$0] } + [machine[agent] as? String]
    }

    @Test(arguments: names)
    private func `writes a pool as the operation takes it`(names: Names) throws {
        let pool = try json(try snippet(names, for: "rest"))
        #expect(try parts(pool["virtualMachineConfiguration"], agent: "nodeAgentSKUId") == names.all)
        #expect(pool["id"] as? String == "pool" && pool["vmSize"] as? String == "standard_d2s_v3")
    }

    @Test(arguments: names)
    private func `writes an ARM template`(names: Names) throws {
        let template = try json(try snippet(names, for: "arm"))
        let resource = try #require((template["resources"] as? [[String: Any]])?.first)
        #expect(resource["type"] as? String == "Microsoft.Batch/batchAccounts/pools")
        let properties = try #require(resource["properties"] as? [String: Any])
        let deployment = try #require(properties["deploymentConfiguration"] as? [String: Any])
        let parts = try parts(deployment["virtualMachineConfiguration"], agent: "nodeAgentSkuId")
        // What stands in brackets is an expression, unless it begins with two.
        #expect(parts == names.all.map { $0.hasPrefix("[") && $0.hasSuffix("]") ? "[\($0)" : $0 })
    }

    @Test(arguments: names)
    private func `writes Python that compiles`(names: Names) throws {
        let reader = """
            import ast, json, sys
            text = sys.stdin.read()
            compile(text, "snippet.py", "exec")
            keywords = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.keyword)]
            found = {node.arg: node.value.value for node in keywords if isinstance(node.value, ast.Constant)}
            print(json.dumps([found[name] for name in ("publisher", "offer", "sku", "version", "node_agent_sku_id")]))
            """
        #expect(try read(try snippet(names, for: "python"), by: ["/usr/bin/python3", "-c", reader]) == names.all)
    }

    @Test(arguments: names)
    private func `writes a line that a shell takes apart as it is meant`(names: Names) throws {
        let reader = """
            az() { python3 -c 'import json, sys; print(json.dumps(sys.argv[1:]))' "$@"; }
            eval "$(cat)"
            """
        let words = try read(try snippet(names, for: "az"), by: ["/bin/bash", "-c", reader])
        #expect(
            words == [
                "batch", "pool", "create", "--id", "pool", "--vm-size", "standard_d2s_v3", "--target-dedicated-nodes",
                "1",
                "--image", names.image, "--node-agent-sku-id", names.agent,
            ])
    }

    /// The list of texts that a program prints as JSON when it reads a text.
    private func read(_ text: String, by command: [String]) throws -> [String] {
        let folder = try TemporaryFolder()
        try text.write(toFile: folder.path("snippet"), atomically: true, encoding: .utf8)
        let result = try Program(
            "/bin/sh", ["-c", #"exec "$@" <"$0""#, folder.path("snippet")] + command, environment: ["LC_ALL": "C.UTF-8"]
        )
        #expect(result.status == 0, "\(result)")
        return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String])
    }

    /// The values of `name = literal` or `name: literal` in a text, each once.
    private func values(_ keys: [String], _ separator: String, in text: String) -> [String] {
        keys.map { key in
            let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            let values = lines.compactMap { line -> String? in
                guard line.hasPrefix(key) else { return nil }
                let rest = line.dropFirst(key.count).trimmingCharacters(in: .whitespaces)
                return rest.hasPrefix(separator) ? String(rest.dropFirst(separator.count).drop { $0 == " " }) : nil
            }
            #expect(values.count == 1, "\(key): \(text)")
            return values.first ?? ""
        }
    }

    /// The text of a literal whose escapes are those of JSON, between these marks.
    private func unquoted(_ literal: String, _ mark: Character) throws -> String {
        var rest = literal[...]
        var text = ""
        #expect(rest.popFirst() == mark)
        while let character = rest.popFirst(), character != mark {
            guard character == "\\" else {
                text.append(character)
                continue
            }
            switch rest.popFirst() {
            case "u":
                let isBraced = rest.first == "{"
                let digits = isBraced ? rest.dropFirst().prefix { $0 != "}" } : rest.prefix(4)
                rest = rest[digits.endIndex...].dropFirst(isBraced ? 1 : 0)
                text.unicodeScalars.append(try #require(UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)))
            case let escaped?: text.append(escaped)
            case nil: Issue.record("cut short: \(literal)")
            }
        }
        #expect(rest.isEmpty, "\(literal)")
        return text
    }

    @Test(arguments: names)
    private func `writes Groovy for Nextflow, whose sku is the node agent`(names: Names) throws {
        let text = try snippet(names, for: "nextflow")
        let literals = values(["publisher", "offer", "sku"], "=", in: text).map {
            $0.hasSuffix("  // the node agent") ? String($0.dropLast("  // the node agent".count)) : $0
        }
        #expect(try literals.map { try unquoted($0, "'") } == [names.publisher, names.offer, names.agent])
    }

    @Test(arguments: names)
    private func `writes Bicep`(names: Names) throws {
        let keys = ["publisher", "offer", "sku", "version", "nodeAgentSkuId"]
        let literals = values(keys, ":", in: try snippet(names, for: "bicep"))
        #expect(try literals.map { try unquoted($0, "'") } == names.all)
        #expect(literals.allSatisfy { !$0.replacing("\\$", with: "").contains("${") }, "nothing is evaluated")
    }

    @Test(arguments: names)
    private func `writes Terraform`(names: Names) throws {
        let keys = ["publisher", "offer", "sku", "version", "node_agent_sku_id"]
        let literals = values(keys, "=", in: try snippet(names, for: "terraform"))
        let texts = try literals.map {
            try unquoted($0, "\"").replacing("$${", with: "${").replacing("%%{", with: "%{")
        }
        #expect(texts == names.all)
        #expect(literals.allSatisfy { !$0.replacing("$${", with: "").contains("${") }, "nothing is evaluated")
    }

    @Test func `writes an image of a gallery where there is a word for it`() throws {
        let ids = [
            (
                "/subscriptions/s/resourceGroups/r/providers/Microsoft.Compute/galleries/g/images/i",
                "virtualMachineImageId"
            ),
            ("/sharedGalleries/g/images/i/versions/latest", "sharedGalleryImageId"),
            ("/communityGalleries/g/images/i/versions/latest", "communityGalleryImageId"),
        ]
        for (id, key) in ids {
            let json = """
                {"image":"\(id)","agents":[{"nodeAgentSKUId":"batch.node.el 9","accounts":["a"]}],\
                "accounts":\(CannedAnswers.fresh)}
                """
            let asked = "GET /v1/resolve?image=\(id.replacing("/", with: "%2F"))"
            try CannedServer.with([asked: CannedServer.answer(json)]) { server in
                for form in ["rest", "arm", "bicep", "terraform", "az", "python", "nextflow"] {
                    let result = try Program(["snippet", id, "--for", form], socket: server.path)
                    let isOwn = key == "virtualMachineImageId"
                    guard form != "nextflow", isOwn || !["terraform", "az"].contains(form) else {
                        #expect(result.status == 1 && result.output.isEmpty, "\(result)")
                        #expect(result.errors.contains("cannot write this image for \(form): "), "\(result)")
                        continue
                    }
                    #expect(result.status == 0 && result.output.contains(id), "\(result)")
                    #expect(!result.output.contains("publisher") && !result.output.contains("\"latest\""), "\(result)")
                    if form == "rest" { #expect(result.output.contains("\"\(key)\": \"\(id)\"")) }
                }
            }
        }
    }

    @Test func `names the node agents when there are several, and takes one of them`() throws {
        let json = """
            {"image":"p:o:s:latest","agents":[{"nodeAgentSKUId":"batch.node.el 8","accounts":["a"]},\
            {"nodeAgentSKUId":"batch.node.el 9-arm64","accounts":["b"]}],"accounts":\(CannedAnswers.fresh)}
            """
        try CannedServer.with(["GET /v1/resolve?image=p%3Ao%3As": CannedServer.answer(json)]) { server in
            let several = try Program(["snippet", "p:o:s", "--for", "rest"], socket: server.path)
            #expect(several.status == 5 && several.output.isEmpty, "\(several)")
            #expect(several.errors.contains("'batch.node.el 8', 'batch.node.el 9-arm64'; name one with --agent"))
            let one = try Program(
                ["snippet", "p:o:s", "--for", "rest", "--agent", "Batch.Node.EL 9-ARM64"], socket: server.path)
            #expect(one.status == 0 && one.output.contains("\"batch.node.el 9-arm64\""), "\(one)")
            #expect(one.output.contains("standard_d2ps_v5"), "a size of that architecture: \(one)")
            let none = try Program(["snippet", "p:o:s", "--for", "rest", "--agent", "x"], socket: server.path)
            #expect(none.status == 4 && none.errors.contains("cannot find p:o:s:latest under the node agent 'x'"))
        }
    }

    @Test func `keeps the exact version that was asked for`() throws {
        let json = """
            {"image":"p:o:s:latest","agents":[{"nodeAgentSKUId":"batch.node.el 8","accounts":["a"]}],\
            "accounts":\(CannedAnswers.fresh)}
            """
        try CannedServer.with(["GET /v1/resolve?image=p%3Ao%3As%3A1.2.3": CannedServer.answer(json)]) { server in
            let exact = try Program(["snippet", "p:o:s:1.2.3", "--for", "az"], socket: server.path)
            #expect(exact.status == 0 && exact.output.contains("--image p:o:s:1.2.3 "), "\(exact)")
        }
    }

    @Test func `says what it cannot print`() throws {
        let json = try Program(["snippet", "p:o:s", "--for", "rest", "-o", "json"], socket: "/nonexistent/s")
        #expect(json.status == 64 && json.errors.contains("cannot print a snippet as json"), "\(json)")
        let unknown = try Program(["snippet", "p:o:s", "--for", "pulumi"], socket: "/nonexistent/s")
        #expect(unknown.status == 64 && unknown.errors.contains("nextflow"), "\(unknown)")
        #expect(try Program(["snippet", "p:o:s"], socket: "/nonexistent/s").status == 64)
    }
}
