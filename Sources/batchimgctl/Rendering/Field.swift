import Catalog

/// A value in a row of text. Works on bytes: a quote with a combining mark behind it is another character, and still a
/// quote; a carriage return and a line feed are one character together.
enum Field {
    /// RFC 4180, with line feeds.
    static func csv(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 != 0x22 && $0 != 0x2C && $0 != 0x0A && $0 != 0x0D }
        return isPlain ? text : "\"\(replacing(text) { $0 == 0x22 ? [$0, $0] : [$0] })\""
    }

    /// Tabs, line ends and backslashes are escaped by a backslash.
    static func tsv(_ text: String) -> String {
        let escapes: [UInt8: UInt8] = [0x09: 0x74, 0x0A: 0x6E, 0x0D: 0x72, 0x5C: 0x5C]
        guard text.utf8.contains(where: { escapes[$0] != nil }) else { return text }
        return replacing(text) { byte in escapes[byte].map { [0x5C, $0] } ?? [byte] }
    }

    /// In a table of GitHub-flavoured Markdown; safe to show on a terminal.
    static func markdown(_ text: String) -> String {
        replacing(TextSafety.plain(text)) { $0 == 0x7C ? [0x5C, $0] : [$0] }
    }

    private static func replacing(_ text: String, _ bytes: (UInt8) -> [UInt8]) -> String {
        String(decoding: text.utf8.flatMap(bytes), as: UTF8.self)
    }
}
