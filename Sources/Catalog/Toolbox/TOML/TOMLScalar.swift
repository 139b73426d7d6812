/// Values of a TOML document without quotes: numbers, true and false, dates and times.
enum TOMLScalar {
    static func read(_ scanner: inout TOMLScanner) throws(TOMLError) -> TOMLValue {
        let unread = scanner
        let token = scanner.takeWhile(isPart)
        switch token {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default:
            if let value = number(token) { return value }
            if isDateTime(token) {
                // A time may stand behind its date with a blank between them.
                var rest = scanner
                guard rest.take(" ") else { return .dateTime(token) }
                let time = rest.takeWhile(isPart)
                guard isDateTime(time) else { return .dateTime(token) }
                scanner = rest
                return .dateTime("\(token) \(time)")
            }
            throw unread.expected("a value (a text stands in quotes)")
        }
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E, 0x3A, 0x5F: true
        default: false
        }
    }

    private static func number(_ token: String) -> TOMLValue? {
        let sign = token.first.flatMap { "+-".contains($0) ? $0 : nil }
        let body = sign == nil ? Substring(token) : token.dropFirst()
        if body == "inf" { return .float(sign == "-" ? -.infinity : .infinity) }
        if body == "nan" { return .float(.nan) }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where body.hasPrefix(prefix) && sign == nil {
            return plain(body.dropFirst(2)).flatMap { $0.first?.isHexDigit == true ? Int($0, radix: radix) : nil }
                .map { .integer($0) }
        }
        guard let digits = plain(body), let first = digits.first, first.isASCII, first.isNumber,
            digits.utf8.allSatisfy({ $0 != 0x3A })
        else { return nil }
        let whole = digits.prefix { $0.isASCII && $0.isNumber }
        guard whole.count == 1 || first != "0" else { return nil }
        if whole.count == digits.count { return Int((sign == "-" ? "-" : "") + digits).map { .integer($0) } }
        // A point and an exponent each want digits on both sides.
        guard digits.wholeMatch(of: /[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil, let value = Double(digits) else {
            return nil
        }
        return .float(sign == "-" ? -value : value)
    }

    /// Without its underscores, each of which stands between two digits.
    private static func plain(_ text: Substring) -> String? {
        guard text.contains("_") else { return String(text) }
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        let areBetween = zip(parts, parts.dropFirst()).allSatisfy {
            $0.last?.isHexDigit == true && $1.first?.isHexDigit == true
        }
        return areBetween ? parts.joined() : nil
    }

    private static func isDateTime(_ token: String) -> Bool {
        token.wholeMatch(of: /\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?)?/) != nil
            || token.wholeMatch(of: /\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?/) != nil
    }
}
