/// RFC 4180, with line feeds.
enum CSV {
    /// Works on bytes: a quote with a combining mark behind it is another character, and still a quote.
    static func field(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
        let quoted = text.utf8.flatMap { $0 == 0x22 ? [$0, $0] : [$0] }
        return "\"\(String(decoding: quoted, as: UTF8.self))\""
    }
}
