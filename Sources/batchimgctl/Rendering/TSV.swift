/// Tabs, line ends and backslashes are escaped by a backslash.
enum TSV {
    /// Works on bytes: a carriage return and a line feed are one character together.
    static func field(_ text: String) -> String {
        let escapes: [UInt8: UInt8] = [0x09: 0x74, 0x0A: 0x6E, 0x0D: 0x72, 0x5C: 0x5C]
        guard text.utf8.contains(where: { escapes[$0] != nil }) else { return text }
        return String(
            decoding: text.utf8.flatMap { byte in escapes[byte].map { [0x5C, $0] } ?? [byte] }, as: UTF8.self)
    }
}
