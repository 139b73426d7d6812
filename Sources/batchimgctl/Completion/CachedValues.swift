import ArgumentParser
import Catalog
import ControlAPI

/// Values for a shell's completion, from what the daemon has recorded; none, and no word of it, when it does not answer.
enum CachedValues {
    static let accounts = kind("name", "/v1/accounts")
    static let alerts = kind("alert", "/v1/status")
    static let agents = kind("nodeAgentSKUId", "/v1/agents")
    static let publishers = kind("publisher", images)
    static let offers = kind("offer", images)
    static let skus = kind("sku", images)

    /// As many as there are at once, those of about a hundred accounts: nobody waits a tenth of a second for them.
    private static let images = "/v1/images?limit=10000"

    private static func kind(_ key: String, _ target: String) -> CompletionKind {
        .custom { words, _, _ in
            guard let path = try? SocketPlace.find(nil),
                let answer = try? ControlClient(path: path, patience: 1).ask(target + selection(words, target))
            else { return [] }
            return values(of: key, in: answer.body).filter(isHarmless)
        }
    }

    /// The accounts that are named on the line already: only theirs is asked for.
    private static func selection(_ words: [String], _ target: String) -> String {
        guard target == images else { return "" }
        let named = zip(words, words.dropFirst()).filter { $0.0 == "--account" && !$0.1.isEmpty }.map(\.1)
        return named.map { "&account=\(PercentEncoding.encode($0))" }.joined()
    }

    /// Whether a value consists of `[A-Za-z0-9._:/ -]` alone and cannot be taken for an option: the service chooses
    /// names, and what is offered ends up on a command line.
    private static func isHarmless(_ value: String) -> Bool {
        value.utf8.first != UInt8(ascii: "-") && value.utf8.allSatisfy { $0 == 0x20 || Quoted.isPlain($0) }
    }

    /// The texts that a member has anywhere, each once; found without decoding, since a person waits at the prompt.
    private static func values(of key: String, in json: [UInt8]) -> [String] {
        let head = Array("\"\(key)\":\"".utf8)
        var values: Set<String> = []
        var position = 0
        while position + head.count < json.count {
            guard json[position] == head[0], json[position..<(position + head.count)].elementsEqual(head) else {
                position += 1
                continue
            }
            position += head.count
            guard let end = json[position...].firstIndex(of: 0x22) else { break }
            let value = json[position..<end]
            // A text with escapes is no name that one would complete.
            if !value.isEmpty, !value.contains(0x5C) { values.insert(String(decoding: value, as: UTF8.self)) }
            position = end + 1
        }
        return values.sorted()
    }
}
