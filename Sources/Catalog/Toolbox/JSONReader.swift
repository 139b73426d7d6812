/// Reads JSON text from front to end, as it comes: any order of members, blanks, values that nobody asked for.
package struct JSONReader {
    package struct Failure: Error {
        package init() {}
    }

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    /// The key of a member whose value nobody took so far.
    var untaken: String?
    /// Nothing that we read is deeper.
    private static let maximumDepth = 64

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Hands over each member's key; who takes it reads the value.
    package mutating func object(_ member: (String, inout JSONReader) throws(Failure) -> Void) throws(Failure) {
        try elements(0x7B, 0x7D) { reader throws(Failure) in
            let key = try reader.string()
            guard reader.next() == 0x3A else { throw Failure() }
            reader.position += 1
            try member(key, &reader)
        }
    }

    package mutating func array(_ element: (inout JSONReader) throws(Failure) -> Void) throws(Failure) {
        try elements(0x5B, 0x5D, element)
    }

    private mutating func elements(
        _ open: UInt8, _ close: UInt8, _ element: (inout JSONReader) throws(Failure) -> Void
    ) throws(Failure) {
        guard next() == open, depth < Self.maximumDepth else { throw Failure() }
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

    package mutating func strings() throws(Failure) -> [String] {
        var strings: [String] = []
        try array { reader throws(Failure) in strings.append(try reader.string()) }
        return strings
    }

    /// The next value when it is a text, which is passed over then.
    package mutating func stringIfNext() throws(Failure) -> String? { next() == 0x22 ? try string() : nil }

    package mutating func string() throws(Failure) -> String {
        guard next() == 0x22 else { throw Failure() }
        position += 1
        guard let end = bytes[position...].firstIndex(where: { $0 == 0x22 || $0 == 0x5C }) else { throw Failure() }
        if bytes[end] == 0x22 {
            defer { position = end + 1 }
            return text(of: position..<end)
        }
        var units: [UInt16] = []
        while true {
            let plain = bytes[position...].prefix { $0 != 0x22 && $0 != 0x5C }
            units += String(decoding: plain, as: UTF8.self).utf16
            position = plain.endIndex
            guard position < bytes.count else { throw Failure() }
            if bytes[position] == 0x22 {
                position += 1
                return String(decoding: units, as: UTF16.self)
            }
            units.append(try escaped())
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

    package mutating func integer() throws(Failure) -> Int {
        guard let number = Int(word()) else { throw Failure() }
        return number
    }

    package mutating func boolean() throws(Failure) -> Bool {
        guard let value = Bool(word()) else { throw Failure() }
        return value
    }

    /// Whether the next value is `null`, which is passed over then.
    package mutating func null() throws(Failure) -> Bool {
        guard next() == 0x6E else { return false }
        guard word() == "null" else { throw Failure() }
        return true
    }

    /// Passes over a value of whatever kind.
    package mutating func skip() throws(Failure) { _ = try range() }

    /// Passes over a value and tells where it stands.
    package mutating func range() throws(Failure) -> Range<Int> {
        let first = next()
        let start = position
        guard first == 0x22 || first == 0x7B || first == 0x5B else {
            guard !word().isEmpty else { throw Failure() }
            return start..<position
        }
        guard let end = bytes.withUnsafeBufferPointer({ Self.end(of: $0, from: start) }) else { throw Failure() }
        position = end
        return start..<end
    }

    /// Where a text, list or object ends; of what it contains, only the texts and the nesting are looked at.
    private static func end(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var open: [UInt8] = []
        var position = start
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case 0x22:
                while position < bytes.count, bytes[position] != 0x22 { position += bytes[position] == 0x5C ? 2 : 1 }
                guard position < bytes.count else { return nil }
                position += 1
            case 0x7B, 0x5B:
                guard open.count < maximumDepth else { return nil }
                open.append(byte)
            case 0x7D, 0x5D:
                // A closing bracket stands two behind the opening one in ASCII.
                guard open.popLast() == byte - 2 else { return nil }
            default: continue
            }
            if open.isEmpty { return position }
        }
        return nil
    }

    package func text(of range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// - Throws: `Failure` when something follows the value.
    package mutating func finish() throws(Failure) {
        guard next() == nil else { throw Failure() }
    }

    /// A number, or one of the three words.
    private mutating func word() -> String {
        _ = next()
        let word = bytes[position...].prefix {
            (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || "+-.E".utf8.contains($0)
        }
        position = word.endIndex
        return String(decoding: word, as: UTF8.self)
    }

    /// The next byte that means something.
    private mutating func next() -> UInt8? {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            case let byte: return byte
            }
        }
        return nil
    }
}
