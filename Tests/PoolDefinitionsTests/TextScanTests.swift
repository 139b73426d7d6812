import Catalog
import Foundation
import PoolDefinitions
import TestSupport
import Testing

/// The search of texts for names: what is there is found, what is not is not.
struct TextScanTests {
    /// How an image and its node agent stand in each language: `P`, `O`, `S`, `A`.
    private static let languages: [(name: String, text: String)] = [
        (
            "Bicep",
            """
            virtualMachineConfiguration: {
              imageReference: {
                publisher: '<P>'
                offer: '<O>'
                sku: '<S>'
                version: 'latest'
              }
              nodeAgentSkuId: '<A>'
            }
            """
        ),
        (
            "Terraform",
            """
            node_agent_sku_id = "<A>"
            storage_image_reference {
              publisher = "<P>"
              offer     = "<O>"
              sku       = "<S>"
              version   = "latest"
            }
            """
        ),
        (
            "Python",
            "ImageReference(publisher=\"<P>\", offer=\"<O>\", sku=\"<S>\", version=\"latest\"), node_agent_sku_id=\"<A>\""
        ),
        (
            "C#",
            """
            var image = new ImageReference(
                offer: "<O>",
                publisher: "<P>",
                sku: "<S>");
            var machine = new VirtualMachineConfiguration(image, "<A>");
            """
        ),
        ("Java", ".setPublisher(\"<P>\")\n.setOffer(\"<O>\")\n.setSku(\"<S>\"), \"<A>\")"),
        ("JavaScript", "const image = { publisher: `<P>`, offer: `<O>`, sku: `<S>` };\nconst agent = `<A>`;"),
        (
            "YAML",
            """
            - image:
                publisher: <P>
                offer: <O>
                sku: <S>
              agent: <A>
            """
        ),
        ("Shell", "az batch pool create --image <P>:<O>:<S>:latest --node-agent-sku-id '<A>'"),
        (
            "PowerShell",
            "$image = New-Object PSImageReference -ArgumentList @(\"<O>\",\"<P>\",\"<S>\")\n$agent = \"<A>\""
        ),
        (
            "Go",
            "Publisher: to.Ptr(\"<P>\"),\nOffer: to.Ptr(\"<O>\"),\nSKU: to.Ptr(\"<S>\"),\nNodeAgentSKUID: to.Ptr(\"<A>\"),"
        ),
        (
            "Rust",
            "publisher: Some(\"<P>\".into()), offer: Some(\"<O>\".into()), sku: Some(\"<S>\".into()), agent: \"<A>\""
        ),
        ("Markdown", "| publisher | offer | sku | agent |\n|---|---|---|---|\n| `<P>` | `<O>` | `<S>` | `<A>` |"),
    ]

    @Test func `finds each image with its node agent in each language, and nothing else`() throws {
        let vocabulary = try RecordedNames.vocabulary()
        let images = try RecordedNames.images()
        var mentions = 0
        for (index, image) in images.enumerated() {
            for language in Self.languages {
                let reference = image.reference
                let isLoud = index % 3 == 0
                func spelled(_ text: String?) -> String { isLoud ? (text ?? "").uppercased() : text ?? "" }
                let parts = [
                    ("<P>", reference.publisher), ("<O>", reference.offer), ("<S>", reference.sku),
                    ("<A>", image.nodeAgentSKUId),
                ]
                let text = parts.reduce(language.text) { $0.replacing($1.0, with: spelled($1.1)) }
                let filled = String(repeating: "\n// nothing here", count: index % 40) + "\n" + text + "\n"
                let uses = TextScan.uses(in: Array(filled.utf8), vocabulary)
                mentions += 1
                guard uses.count == 1, case .image(let found) = uses[0].use.subject else {
                    Issue.record("\(language.name): \(uses.map(\.row)) in \(text)")
                    continue
                }
                #expect(ImageName(found) == image.name, "\(language.name): \(uses[0].row)")
                #expect(
                    uses[0].use.nodeAgentSKUId?.lowercased() == image.nodeAgentSKUId, "\(language.name): \(uses[0].row)"
                )
            }
        }
        #expect(mentions >= 200 && Self.languages.count >= 10)
    }

    /// Words in which every part of names occurs, but never a whole name: what the parts are of is drawn by turns.
    @Test func `finds nothing in two megabytes of prose and code without a mention`() throws {
        let vocabulary = try RecordedNames.vocabulary()
        let names = try RecordedNames.images().map(\.name)
        let parts = [
            Set(names.map(\.publisher)), Set(names.map(\.offer)), Set(names.map(\.sku)),
        ]
        let plain = [
            "the", "server", "of", "a", "rendering", "pool", "runtime", "canonical", "batch", "is", "created", "with",
            "10", "7.5", "2004", "const", "image", "=", "{", "}", "(", ")", ";", "return", "sku:", "offer:",
            "publisher:",
            "\"debian\"", "oracle", "latest", "node", "agent", "batch.node.", "v1.2.3:4:5",
            "https://github.com/canonical/ubuntu-hpc/2204", "a:b:c", "12:30:45", "docker.io/library/debian:10", "ü",
            "“",
        ]
        let seed = SeededGenerator.seed
        var random = SeededGenerator(seed)
        for missing in 0..<3 {
            // What is a part of names in more than one way would make one whole.
            let others = (0..<3).filter { $0 != missing }.reduce(Set()) { $0.union(parts[$1]) }
                .subtracting(parts[missing])
            let words = plain.filter { !parts[missing].contains($0.trimmingCharacters(in: ["\""])) } + others
            var text: [UInt8] = []
            while text.count < 700_000 {
                let word = words.randomElement(using: &random) ?? ""
                text += word.utf8
                text.append(contentsOf: [" ", " ", "\n", "\"", "'"].randomElement(using: &random)?.utf8 ?? " ".utf8)
            }
            let found = TextScan.uses(in: text, vocabulary)
            #expect(found.isEmpty, "seed \(seed): \(found.prefix(3).map(\.row))")
        }
    }

    /// What is installed where the tests run, as far as it is there.
    @Test func `finds nothing in the documentation and programs of a system`() throws {
        let vocabulary = try RecordedNames.vocabulary()
        var bytes = 0
        for root in ["/usr/share/doc", "/usr/share/perl", "/usr/lib/python3", "/etc"] {
            guard let files = FileManager.default.enumerator(atPath: root) else { continue }
            var own = 0
            while own < 1_000_000, let path = files.nextObject() as? String {
                guard let data = FileManager.default.contents(atPath: "\(root)/\(path)"), !data.isEmpty,
                    data.count < 1 << 20, case .text(let text)? = try? DefinitionFile.read(Array(data), .init())
                else { continue }
                let found = TextScan.uses(in: text, vocabulary)
                #expect(found.isEmpty, "\(root)/\(path): \(found.map(\.row))")
                own += text.count
            }
            bytes += own
        }
        #expect(bytes > 100_000)
    }

    @Test(arguments: [
        ("az --image Canonical:UbuntuServer:18.04-LTS", "1\ttext\t-\tCanonical:UbuntuServer:18.04-LTS:latest\t-\t-"),
        ("x: canonical:ubuntuserver:99.04:1.2.3", "1\ttext\t-\tcanonical:ubuntuserver:99.04:1.2.3\t-\t-"),
        ("sku = 'batch.node.ubuntu 16.04'", "1\ttext\t-\t-\tbatch.node.ubuntu 16.04\t-"),
        ("on batch.node.fedora 40, say", "1\ttext\t-\t-\tbatch.node.fedora 40\t-"),
        ("canonical:nothing:here", ""), ("batch.node.ubuntu", ""), ("batch.node.ubuntu 7-9", ""),
        ("batch.node.ubuntu 20.04-lts", ""),
        ("batch.node.el 10-arm64", "1\ttext\t-\t-\tbatch.node.el 10-arm64\t-"), ("batch.node.ubuntu is old", ""),
        ("canonical/ubuntuserver/18.04-LTS", ""), ("xcanonical ubuntuserver 18.04-LTS", ""),
        ("canonical ubuntuserver 18.04-LTS-x", ""), ("Debian debian-10 and 10 nodes", ""),
        ("credativ debian\nsku: 9", "1\ttext\t-\tcredativ:debian:9:latest\t-\t-"),
        ("", ""), ("::::", ""),
        (
            "batch.node.ubuntu 16.04 batch.node.ubuntu 18.04",
            "1\ttext\t-\t-\tbatch.node.ubuntu 16.04\t-\n1\ttext\t-\t-\tbatch.node.ubuntu 18.04\t-"
        ),
    ])
    func `tells a mention from what looks like one`(text: String, found: String) throws {
        let uses = TextScan.uses(in: Array(text.utf8), try RecordedNames.vocabulary())
        #expect(uses.map(\.row).joined(separator: "\n") == found)
    }

    @Test func `takes unverified images where a pool of Nextflow says so`() throws {
        func pool(_ verification: String, _ sku: String = "7-8", gap: Int = 1) -> String {
            """
            auto {
              // microsoft-azure-batch:centos-container:\(sku)
              publisher = 'microsoft-azure-batch'
              offer = 'centos-container'
              sku = 'batch.node.centos 7'\(String(repeating: "\n", count: gap))
              \(verification)
            }

            """
        }
        func tolerant(_ text: String) throws -> [Bool] {
            TextScan.uses(in: Array(text.utf8), try RecordedNames.vocabulary()).map(\.use.takesUnverified)
        }
        for said in ["verification = 'any'", #"verification = "unverified""#, "verification: 'ANY'"] {
            #expect(try tolerant(pool(said)) == [true], "\(said)")
        }
        for said in ["verification = 'verified'", "", "verified = 'any'", "// verification of any image"] {
            #expect(try tolerant(pool(said)) == [false], "\(said)")
        }
        // It is the nearest image's, within twelve lines.
        #expect(try tolerant(pool("") + pool("verification = 'any'", "7-9")) == [false, true])
        #expect(try tolerant(pool("verification = 'any'", gap: 8)) == [true])
        #expect(try tolerant(pool("verification = 'any'", gap: 9)) == [false])
    }

    @Test func `takes twelve lines for near`() throws {
        let vocabulary = try RecordedNames.vocabulary()
        func scan(_ gap: Int, agentAt line: Int) -> [String] {
            var lines = [String](repeating: "", count: 60)
            lines[20] = "publisher: canonical"
            lines[20 + gap] = "offer: ubuntuserver sku: 18.04-LTS"
            lines[line] = "agent: batch.node.ubuntu 18.04"
            return TextScan.uses(in: Array(lines.joined(separator: "\n").utf8), vocabulary).map {
                "\($0.use.image ?? "-") \($0.use.nodeAgentSKUId ?? "-")"
            }
        }
        let image = "canonical:ubuntuserver:18.04-LTS:latest"
        #expect(scan(12, agentAt: 25) == ["\(image) batch.node.ubuntu 18.04"])
        #expect(scan(13, agentAt: 25) == ["- batch.node.ubuntu 18.04"])
        #expect(scan(2, agentAt: 10) == ["\(image) batch.node.ubuntu 18.04"])
        #expect(scan(2, agentAt: 9) == ["- batch.node.ubuntu 18.04", "\(image) -"])
    }

    @Test func `takes no longer than the text is long`() throws {
        let vocabulary = try RecordedNames.vocabulary()
        for line in ["canonical ubuntuserver 18.04-LTS ", "debian \"10\" debian-10 ", "batch.node.ubuntu 18.04 "] {
            let text = Array(String(repeating: line, count: (1 << 20) / line.utf8.count).utf8)
            #expect(!TextScan.uses(in: text, vocabulary).isEmpty)
        }
    }
}
