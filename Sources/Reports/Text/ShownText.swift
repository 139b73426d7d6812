import Catalog

/// Text of others as reports show it: nothing invisible that acts on what stands around it, nothing that XML forbids,
/// and no longer than anybody reads.
enum ShownText {
    /// Characters of a text that are shown.
    static let longest = 240

    static func plain(_ text: String) -> String {
        // Counted in scalars: one letter may carry any number of marks.
        let head = text.unicodeScalars.prefix(longest)
        guard head.endIndex < text.unicodeScalars.endIndex else { return line(text) }
        return line(String(head)) + "…"
    }

    /// The same of a text of ours that is made of several of others.
    static func line(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        return text.unicodeScalars.map { isHarmful($0) ? TextSafety.escape($0) : String($0) }.joined()
    }

    /// Also what is no character at all (XML 1.0, section 2.2), and tags that nobody sees.
    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        TextSafety.isActive(scalar) || scalar.properties.isNoncharacterCodePoint
            || (0xE0000...0xE007F).contains(scalar.value)
    }
}
