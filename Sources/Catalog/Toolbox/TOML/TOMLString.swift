/// Texts of a TOML document: in one line or several, with escapes or without.
enum TOMLString {
    /// Reads from the opening quote to the closing one.
    static func read(_ scanner: inout TOMLScanner) throws(TOMLError) -> String {
        for quotes in ["\"\"\"", "'''", "\"", "'"] where scanner.take(quotes) {
            if quotes.count == 3 { _ = scanner.takeLineEnd() }
            return try body(&scanner, until: quotes)
        }
        throw scanner.expected("a text in quotes")
    }

    private static func body(_ scanner: inout TOMLScanner, until quotes: String) throws(TOMLError) -> String {
        let start = scanner.line
        let isMultiline = quotes.count == 3
        let quote = quotes.utf8.first
        var bytes: [UInt8] = []
        while true {
            if scanner.take(quotes) {
                // Up to two quotes may stand before the closing ones.
                while isMultiline, scanner.peek == quote, let byte = scanner.next() {
                    bytes.append(byte)
                    guard bytes.suffix(3).contains(where: { $0 != quote }) || bytes.count < 3 else {
                        throw TOMLError(line: scanner.line, "a text ends in too many quotes")
                    }
                }
                return String(decoding: bytes, as: UTF8.self)
            }
            if isMultiline, scanner.takeLineEnd() {
                bytes.append(0x0A)
                continue
            }
            guard let byte = scanner.next() else { throw TOMLError(line: start, "a text in quotes does not end") }
            guard !TOMLScanner.isControl(byte) else {
                throw TOMLError(
                    line: start,
                    byte == 0x0A || byte == 0x0D
                        ? "a text in quotes does not end on its line" : "a text holds a control character")
            }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                bytes += try escape(&scanner, isMultiline: isMultiline)
            } else {
                bytes.append(byte)
            }
        }
    }

    /// What stands behind a backslash.
    private static func escape(_ scanner: inout TOMLScanner, isMultiline: Bool) throws(TOMLError) -> [UInt8] {
        if isMultiline {
            var rest = scanner
            rest.skipBlanks()
            if rest.takeLineEnd() {
                repeat { rest.skipBlanks() } while rest.takeLineEnd()
                scanner = rest
                return []
            }
        }
        let line = scanner.line
        switch scanner.next() {
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "\""): return [0x22]
        case UInt8(ascii: "\\"): return [0x5C]
        case UInt8(ascii: "u"): return try scalar(&scanner, digits: 4)
        case UInt8(ascii: "U"): return try scalar(&scanner, digits: 8)
        default: throw TOMLError(line: line, "a backslash begins no escape; write it twice, or use single quotes")
        }
    }

    private static func scalar(_ scanner: inout TOMLScanner, digits: Int) throws(TOMLError) -> [UInt8] {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let byte = scanner.next(), let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80
            else {
                throw TOMLError(line: scanner.line, "an escape needs \(digits) hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
        }
        guard let scalar = UnicodeScalar(value) else {
            throw TOMLError(line: scanner.line, "an escape names no character")
        }
        return Array(String(Character(scalar)).utf8)
    }
}
