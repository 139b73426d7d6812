/// Makes data safe to show: nothing that a terminal would act on, or that changes the direction of text.
package enum TextSafety {
    package static func plain(_ text: String) -> String {
        // Nearly every text is of these alone.
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
        guard text.unicodeScalars.contains(where: isActive) else { return text }
        return text.unicodeScalars.map { isActive($0) ? escape($0) : String($0) }.joined()
    }

    /// The same for text that has lines and tabs of its own.
    package static func lines(_ text: String, _ escape: (Unicode.Scalar) -> String) -> String {
        func isHarmful(_ scalar: Unicode.Scalar) -> Bool { isActive(scalar) && scalar != "\n" && scalar != "\t" }
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        return text.unicodeScalars.map { isHarmful($0) ? escape($0) : String($0) }.joined()
    }

    /// A message that quotes what was given on the command line: its own line ends stay, those of an argument do not.
    package static func message(_ text: String, quoting arguments: [String]) -> String {
        // The value of --option=value is quoted by itself.
        let values = arguments.flatMap { [$0] + $0.split(separator: "=", maxSplits: 1).dropFirst().map(String.init) }
        let active = values.filter { $0.unicodeScalars.contains(where: isActive) }
        return lines(active.reduce(text) { $0.replacing($1, with: plain($1)) }, escape)
    }

    /// A character of a JSON text, by its number; all that are escaped here have four digits.
    package static func jsonEscape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    package static func escape(_ scalar: Unicode.Scalar) -> String { "\\u{\(String(scalar.value, radix: 16))}" }

    /// Control characters (C0, DEL, C1) and bidirectional overrides, isolates and marks.
    package static func isActive(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0x061C, 0xFEFF: true
        default: false
        }
    }

    /// How many cells of a terminal a text takes: wide letters two, combining marks none.
    package static func width(_ text: String) -> Int {
        text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F200...0x1F265, 0x20000...0x3FFFD:
            return 2
        // Two of them are one flag.
        case 0x1F1E6...0x1F1FF: return 1
        // What is shown as a picture by itself is wide (Unicode Standard Annex 11).
        default: return scalar.properties.isEmojiPresentation ? 2 : 1
        }
    }
}
