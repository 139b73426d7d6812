import Catalog

/// A text as the literal of a language: whatever it has in it, it stays one, and no terminal acts on it.
enum Quoted {
    static func json(_ text: String) -> String {
        quoted(text, "\"", ["\"": "\\\"", "\\": "\\\\"], escape: TextSafety.jsonEscape)
    }

    /// What stands in brackets would be an expression.
    static func arm(_ text: String) -> String { json(text.hasPrefix("[") && text.hasSuffix("]") ? "[\(text)" : text) }

    static func bicep(_ text: String) -> String {
        quoted(text, "'", ["'": "\\'", "\\": "\\\\", "$": "\\$"]) { "\\u{\(String($0.value, radix: 16))}" }
    }

    static func terraform(_ text: String) -> String {
        json(text).replacing("${", with: "$${").replacing("%{", with: "%%{")
    }

    static func groovy(_ text: String) -> String {
        quoted(text, "'", ["'": "\\'", "\\": "\\\\"], escape: TextSafety.jsonEscape)
    }

    /// A word of a shell; what a terminal would act on is written as bash and zsh read it.
    static func shell(_ text: String) -> String {
        if !text.isEmpty, text.utf8.allSatisfy(isPlain) { return text }
        guard text.unicodeScalars.contains(where: TextSafety.isActive) else {
            return "'\(text.replacing("'", with: "'\\''"))'"
        }
        return "$" + quoted(text, "'", ["'": "\\'", "\\": "\\\\"], escape: TextSafety.jsonEscape)
    }

    /// What is no metacharacter of any shell, wherever it stands: `[A-Za-z0-9._:/-]`.
    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A, 0x30...0x39: true
        default: "._-:/".utf8.contains(byte)
        }
    }

    /// - Parameter escape: of what a terminal would act on; all of that has four digits.
    private static func quoted(
        _ text: String, _ mark: String, _ special: [Unicode.Scalar: String], escape: (Unicode.Scalar) -> String
    ) -> String {
        let inside = text.unicodeScalars.map { scalar in
            special[scalar] ?? (TextSafety.isActive(scalar) ? escape(scalar) : String(scalar))
        }
        return mark + inside.joined() + mark
    }
}
