/// Reads JSON text from front to end, in the order in which it stands.
///
/// For the one answer that people and scripts ask for all the time: decoding it by reflection took a third of `list`.
struct JSONReader {
    struct Failure: Error {}

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    /// No answer of the daemon is deeper.
    private static let deepest = 64

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Hands over each member's key; who takes it reads the value.
    mutating func object(_ member: (String, inout JSONReader) throws(Failure) -> Void) throws(Failure) {
        try elements(0x7B, 0x7D) { reader throws(Failure) in
            let key = try reader.string()
            guard reader.next() == 0x3A else { throw Failure() }
            reader.position += 1
            try member(key, &reader)
        }
    }

    mutating func array(_ element: (inout JSONReader) throws(Failure) -> Void) throws(Failure) {
        try elements(0x5B, 0x5D, element)
    }

    private mutating func elements(
        _ open: UInt8, _ close: UInt8, _ element: (inout JSONReader) throws(Failure) -> Void
    ) throws(Failure) {
        guard next() == open, depth < Self.deepest else { throw Failure() }
        position += 1
        depth += 1
        defer { depth -= 1 }
        if next() == close {
            position += 1
            return
        }
        while true {
            try element(&self)
            let byte = next()
            position += 1
            if byte == close { return }
            guard byte == 0x2C else { throw Failure() }
        }
    }

    mutating func strings() throws(Failure) -> [String] {
        var strings: [String] = []
        try array { reader throws(Failure) in strings.append(try reader.string()) }
        return strings
    }

    mutating func string() throws(Failure) -> String {
        guard next() == 0x22 else { throw Failure() }
        position += 1
        guard let end = bytes[position...].firstIndex(where: { $0 == 0x22 || $0 == 0x5C }) else { throw Failure() }
        defer { position += 1 }
        if bytes[end] == 0x22 {
            defer { position = end }
            return String(decoding: bytes[position..<end], as: UTF8.self)
        }
        var text: [UInt16] = []
        while true {
            let plain = bytes[position...].prefix { $0 != 0x22 && $0 != 0x5C }
            text += String(decoding: plain, as: UTF8.self).utf16
            position = plain.endIndex
            guard position < bytes.count else { throw Failure() }
            if bytes[position] == 0x22 { return String(decoding: text, as: UTF16.self) }
            text.append(try escaped())
        }
    }

    /// A character behind a backslash, or half of one.
    private mutating func escaped() throws(Failure) -> UInt16 {
        guard position + 1 < bytes.count else { throw Failure() }
        let byte = bytes[position + 1]
        position += 2
        switch byte {
        case 0x22, 0x5C, 0x2F: return UInt16(byte)
        case 0x62: return 0x08
        case 0x66: return 0x0C
        case 0x6E: return 0x0A
        case 0x72: return 0x0D
        case 0x74: return 0x09
        case 0x75:
            let digits = bytes[position...].prefix(4)
            guard digits.count == 4, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else {
                throw Failure()
            }
            position += 4
            return unit
        default: throw Failure()
        }
    }

    mutating func integer() throws(Failure) -> Int {
        guard let number = Int(String(decoding: word(), as: UTF8.self)) else { throw Failure() }
        return number
    }

    /// Passes over a value of whatever kind.
    mutating func skip() throws(Failure) {
        switch next() {
        case 0x22: _ = try string()
        case 0x7B: try object { _, reader throws(Failure) in try reader.skip() }
        case 0x5B: try array { reader throws(Failure) in try reader.skip() }
        default: guard !word().isEmpty else { throw Failure() }
        }
    }

    /// A number, or one of the three words.
    private mutating func word() -> ArraySlice<UInt8> {
        _ = next()
        let word = bytes[position...].prefix {
            (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || "+-.E".utf8.contains($0)
        }
        position = word.endIndex
        return word
    }

    /// The next byte that means something.
    private mutating func next() -> UInt8? {
        while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
        return position < bytes.count ? bytes[position] : nil
    }
}
