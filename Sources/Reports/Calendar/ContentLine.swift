/// A line of a calendar (RFC 5545, section 3.1).
enum ContentLine {
    /// Octets of a line without its end.
    private static let longest = 75

    /// A value of the type TEXT (section 3.3.11).
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in ShownText.line(text).unicodeScalars {
            if scalar == "\\" || scalar == ";" || scalar == "," { escaped += "\\" }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }

    /// Folded where it is too long, never within a character.
    static func write(_ text: String, to bytes: inout [UInt8]) {
        var length = 0
        for scalar in text.unicodeScalars {
            let octets = Array(String(scalar).utf8)
            if length + octets.count > longest {
                bytes += [0x0D, 0x0A, 0x20]
                length = 1
            }
            bytes += octets
            length += octets.count
        }
        bytes += [0x0D, 0x0A]
    }
}
