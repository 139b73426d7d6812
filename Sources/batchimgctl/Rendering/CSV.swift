/// RFC 4180, with line feeds.
enum CSV {
    /// Works on bytes: a quote with a combining mark behind it is another character, and still a quote.
    static func field(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 != 0x22 && $0 != 0x2C && $0 != 0x0A && $0 != 0x0D }
        guard !isPlain else { return text }
        let quoted = text.utf8.flatMap { $0 == 0x22 ? [$0, $0] : [$0] }
        return "\"\(String(decoding: quoted, as: UTF8.self))\""
    }
}
