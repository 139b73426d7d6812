import Catalog
import Foundation
import TestSupport
import Testing

/// What happens in real shells when TAB is pressed, and the service has names that a shell would act on.
struct CompletionKeyTests {
    private static let hostile = [
        "$(touch${IFS}X)", "$(touch X)", "`touch X`", "z;touch X;", "z'touch X'", "z\"touch X", "z\ntouch X", "*", "~",
        "~root", "-rf", "--socket=x", "$HOME", "z|touch X", "<(touch X)", "z&touch X", "{a,b}", "!!", "z\\z", "日本",
        "z#", "z\u{1B}[2J", "=ls", "[a-z]", "(e:touch X:)", "",
    ]

    private static func text(_ value: String) -> String {
        var writer = JSONWriter()
        writer.string(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func image(_ value: String) -> String {
        CannedAnswers.jammy
            .replacing(#""canonical""#, with: text(value)).replacing(#""jammy""#, with: text(value))
            .replacing(#""sku":"s""#, with: #""sku":\#(text(value))"#)
            .replacing(#""batch.node.x 1""#, with: text(value))
    }

    private static var answers: [String: String] {
        let names = hostile + ["good.one", "batch.node.ubuntu 22.04"]
        let accounts = names.map { CannedAnswers.account.replacing(#""name":"a""#, with: #""name":\#(text($0))"#) }
        let agents = names.map { #"{"account":"a","nodeAgentSKUId":\#(text($0)),"osType":"linux"}"# }
        return [
            "GET /v1/images?limit=10000": CannedAnswers.images(names.map(image)),
            "GET /v1/accounts": #"{"accounts":[\#(accounts.joined(separator: ","))]}"#,
            "GET /v1/agents": #"{"agents":[\#(agents.joined(separator: ","))],"accounts":[]}"#,
        ].mapValues { CannedServer.answer($0) }
    }

    @Test(arguments: PressedKeys.Shell.allCases)
    func `evaluates nothing of what it offers, and offers good names as one word`(shell: PressedKeys.Shell) throws {
        try FaultTable.check(
            .local, "TAB in \(shell.rawValue), names that are commands",
            holds: "nothing runs; only plain names are offered"
        ) {
            let folder = try TemporaryFolder()
            try CannedServer.with(Self.answers) { server in
                let kinds = [
                    "list --account", "list --publisher", "list --offer", "list --sku", "list --agent", "sync",
                ]
                let keys = kinds.flatMap { kind in
                    [
                        // All there are, then the one that the letters choose.
                        "batchimgctl \(kind) \(shell == .fish ? "\t" : "\t\t")", "batchimgctl \(kind) go\t",
                        "batchimgctl \(kind) bat\t",
                    ]
                }
                let pressed = try PressedKeys(
                    shell, keys + ["batchimgctl list --sku z\t", "batchimgctl list --sku \\$\t"], in: folder,
                    socket: server.path)
                #expect(!FileManager.default.fileExists(atPath: folder.path("X")), "\(pressed.screen)")
                // Kept short: the screen is long.
                func has(_ words: String) -> Bool { pressed.words.contains(words) }
                for kind in kinds {
                    let before = "[batchimgctl]" + kind.split(separator: " ").map { "[\($0)]" }.joined()
                    #expect(has("\(before)[good.one]"))
                    #expect(has("\(before)[batch.node.ubuntu 22.04]"))
                }
                #expect(pressed.words.suffix(2) == ["[batchimgctl][list][--sku][z]", "[batchimgctl][list][--sku][$]"])
                #expect(!pressed.screen.contains("touch") && pressed.screen.contains("good.one"), "\(pressed.screen)")
            }
        }
    }

    @Test func `quotes in bash as the word began`() throws {
        let folder = try TemporaryFolder()
        try CannedServer.with(Self.answers) { server in
            let begun = ["\"batch.node.u\t", "'batch\t", "batch.node.ubuntu\\ 2\t"].map {
                "batchimgctl list --agent \($0)"
            }
            let pressed = try PressedKeys(.bash, begun, in: folder, socket: server.path)
            let whole = "[batchimgctl][list][--agent][batch.node.ubuntu 22.04]"
            #expect(pressed.words == ["[ready]", whole, whole, whole], "\(pressed.screen)")
        }
    }
}
