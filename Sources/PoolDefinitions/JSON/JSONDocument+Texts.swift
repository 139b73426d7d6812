/// Texts in quotes, with their escapes.
extension JSONDocument {
    mutating func string() throws(Failure) -> String {
        let start = self
        position += 1
        var text: [UInt8]?
        var plain = position
        while position < bytes.count {
            switch bytes[position] {
            case 0x22:
                let rest = bytes[plain..<position]
                position += 1
                return String(decoding: text.map { $0 + rest } ?? Array(rest), as: UTF8.self)
            case 0x5C:
                text = (text ?? []) + bytes[plain..<position]
                text? += try escaped()
                plain = position
            case 0x0A:
                position += 1
                (line, lineStart) = (line + 1, position)
            default: position += 1
            }
        }
        throw start.failure("a text in quotes begins here and does not end")
    }

    /// What a backslash and what is behind it stand for.
    private mutating func escaped() throws(Failure) -> [UInt8] {
        guard position + 1 < bytes.count else { throw failure("a text in quotes does not end") }
        let byte = bytes[position + 1]
        guard byte != 0x75 else { return try scalar() }
        guard let meant = Self.escapes[byte] else { throw failure("a backslash begins no escape") }
        position += 2
        return [meant]
    }

    private static let escapes: [UInt8: UInt8] = [
        0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
    ]

    private mutating func scalar() throws(Failure) -> [UInt8] {
        var units = [try unit()]
        if UTF16.isLeadSurrogate(units[0]), position + 1 < bytes.count, bytes[position] == 0x5C,
            bytes[position + 1] == 0x75
        {
            units.append(try unit())
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    private mutating func unit() throws(Failure) -> UInt16 {
        let digits = bytes[min(position + 2, bytes.count)...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure("an escape needs four hexadecimal digits") }
        position += 6
        return unit
    }
}
