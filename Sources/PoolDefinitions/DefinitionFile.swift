import Catalog

/// A file's content, and what it defines.
package struct DefinitionFile {
    /// At most so many bytes are read: 4 MiB.
    package static let longest = 4 << 20

    /// What a file is read with.
    package struct Context: Sendable {
        let given: [FoldedText: JSONNode]

        /// - Parameter parameters: what parameters files of templates hold.
        package init(parameters: [JSONNode] = []) {
            given = parameters.reduce(into: [:]) { given, file in
                given.merge(TemplateScope.values(file.member("parameters") ?? file)) { $1 }
            }
        }
    }

    package enum Content {
        /// Definitions in JSON; none: it is of a kind that has none.
        case uses([DefinitionUse])
        /// Text to search for names.
        case text([UInt8])
        /// No text at all.
        case binary
    }

    /// Recognises a file by its content.
    ///
    /// - Throws: for JSON that is broken.
    package static func read(_ bytes: [UInt8], _ context: Context) throws(JSONDocument.Failure) -> Content {
        let bytes = utf8(bytes)
        guard !bytes.prefix(8 << 10).contains(0) else { return .binary }
        let certainty = jsonLikeness(bytes)
        guard certainty != .none else { return .text(bytes) }
        let values: [JSONNode]
        do {
            values = try JSONDocument.read(bytes)
        } catch {
            guard certainty == .certain else { return .text(bytes) }
            throw error
        }
        return uses(of: values, context).map { .uses($0) } ?? .text(bytes)
    }

    /// - Returns: `nil` for JSON of no kind that is known.
    private static func uses(of values: [JSONNode], _ context: Context) -> [DefinitionUse]? {
        var rest = RestPools(given: context.given)
        var terraform: [DefinitionUse] = []
        var isRecognised = false
        for value in values {
            if TerraformPools.isPlanOrState(value) {
                terraform += TerraformPools(value).uses
                isRecognised = true
            } else if isReport(value) {
                isRecognised = true
            } else {
                rest.add(value)
            }
        }
        return isRecognised || rest.isRecognised ? terraform + rest.uses : nil
    }

    /// What this check itself, or one of its like, found.
    private static func isReport(_ node: JSONNode) -> Bool {
        node.member("findings") != nil && node.member("summary") != nil
            || node.member("runs") != nil && node.member("version")?.string == "2.1.0"
    }

    private enum Likeness { case none, possible, certain }

    /// How much a text looks like JSON from its beginning.
    private static func jsonLikeness(_ bytes: [UInt8]) -> Likeness {
        var rest = bytes[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        func next() -> UInt8? {
            while true {
                rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
                guard rest.first == 0x2F else { return rest.popFirst() }
                if rest.dropFirst().first == 0x2F {
                    rest = rest.drop { $0 != 0x0A }
                } else if rest.dropFirst().first == 0x2A {
                    rest = rest.dropFirst(2)
                    while !rest.isEmpty, !rest.starts(with: [0x2A, 0x2F]) { rest = rest.dropFirst() }
                    rest = rest.dropFirst(2)
                } else {
                    return nil
                }
            }
        }
        switch next() {
        case 0x7B:
            let second = next()
            return second == nil || second == 0x22 || second == 0x7D ? .certain : .none
        case 0x5B:
            // Lists in a list go on; a table of TOML begins with two brackets and a name.
            var second = next()
            var depth = 1
            while second == 0x5B {
                depth += 1
                second = next()
            }
            if second == 0x7B { return next().map { $0 == 0x22 || $0 == 0x7D } ?? true ? .certain : .none }
            return second == nil || depth > 2 ? .certain : .possible
        default: return .none
        }
    }

    /// The text without UTF-16, which Windows' shells write.
    private static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        let isLittle = bytes.starts(with: [0xFF, 0xFE])
        guard isLittle || bytes.starts(with: [0xFE, 0xFF]) else { return bytes }
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index -> UInt16 in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
