/// A word of a text: letters, digits and what names are joined with, quoted or bare.
struct TextWord {
    /// Where it stands.
    let range: Range<Int>
    /// From 1.
    let line: Int
    /// Whether a quote stands on both sides.
    let isQuoted: Bool
}

/// The words of a text, one after the other.
struct TextWords: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> TextWord? {
        while position < bytes.count, !Self.isPart(bytes[position]) {
            if bytes[position] == 0x0A { line += 1 }
            position += 1
        }
        guard position < bytes.count else { return nil }
        var start = position
        while position < bytes.count, Self.isPart(bytes[position]) { position += 1 }
        var end = position
        // Marks at its ends are the sentence's.
        while start < end, Self.isMark(bytes[start]) { start += 1 }
        while end > start, Self.isMark(bytes[end - 1]) { end -= 1 }
        let isQuoted =
            start > 0 && end < bytes.count && Self.isQuote(bytes[start - 1]) && bytes[end] == bytes[start - 1]
        return TextWord(range: start..<end, line: line, isQuoted: isQuoted)
    }

    /// Letters, digits, and whatever makes a word another one: `a/b` is not `b`.
    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x3A, 0x40, 0x5C, 0x5F, 0x7E, 0x24, 0x25, 0x23,
            0x2B:
            true
        default: false
        }
    }

    private static func isMark(_ byte: UInt8) -> Bool { byte == 0x2E || byte == 0x3A || byte == 0x2D || byte == 0x5C }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 || byte == 0x60 }
}
