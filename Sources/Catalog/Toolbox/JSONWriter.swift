/// Writes JSON text byte by byte, in the order in which it is told, with the commas where they belong.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Whether the next value needs a comma before it.
    private var separates = false

    package init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    package mutating func object<E: Error>(_ members: (inout JSONWriter) throws(E) -> Void) throws(E) {
        try nested(0x7B, 0x7D, members)
    }

    package mutating func array<E: Error>(_ elements: (inout JSONWriter) throws(E) -> Void) throws(E) {
        try nested(0x5B, 0x5D, elements)
    }

    package mutating func array(of strings: some Sequence<String>) {
        array { for string in strings { $0.string(string) } }
    }

    /// A member's key; its value comes next.
    package mutating func key(_ key: String) {
        string(key)
        bytes.append(0x3A)
        separates = false
    }

    package mutating func string(_ text: String) {
        separate()
        bytes.append(0x22)
        var text = text
        text.withUTF8 { appendEscaped($0) }
        bytes.append(0x22)
    }

    package mutating func integer(_ number: Int) {
        separate()
        bytes.append(contentsOf: String(number).utf8)
    }

    package mutating func boolean(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// A value that is JSON text already.
    package mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// A member that is left out when it has no value.
    package mutating func member(_ key: String, _ value: String?) {
        guard let value else { return }
        self.key(key)
        string(value)
    }

    package mutating func member(_ key: String, _ value: Int?) {
        guard let value else { return }
        self.key(key)
        integer(value)
    }

    package mutating func member(_ key: String, _ value: Bool?) {
        guard let value else { return }
        self.key(key)
        boolean(value)
    }

    package mutating func member(_ key: String, _ value: [String]?) {
        guard let value else { return }
        self.key(key)
        array(of: value)
    }

    package mutating func member(_ key: String, _ value: UTCTime?) { member(key, value?.description) }

    /// Ends a line of newline-delimited JSON.
    package mutating func endLine() {
        bytes.append(0x0A)
        separates = false
    }

    /// A JSON array of strings, as text.
    package static func text(of strings: [String]) -> String {
        var writer = JSONWriter()
        writer.array(of: strings)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private mutating func nested<E: Error>(
        _ open: UInt8, _ close: UInt8, _ content: (inout JSONWriter) throws(E) -> Void
    ) throws(E) {
        separate()
        bytes.append(open)
        separates = false
        try content(&self)
        bytes.append(close)
        separates = true
    }

    private mutating func separate() {
        if separates { bytes.append(0x2C) }
        separates = true
    }

    /// Quotes, backslashes and control characters are escaped (RFC 8259, section 7); the rest stands as it is.
    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var plain = text.startIndex
        for index in text.indices {
            let byte = text[index]
            guard byte < 0x20 || byte == 0x22 || byte == 0x5C else { continue }
            bytes.append(contentsOf: text[plain..<index])
            plain = index + 1
            bytes.append(0x5C)
            switch byte {
            case 0x22, 0x5C: bytes.append(byte)
            case 0x08: bytes.append(0x62)
            case 0x09: bytes.append(0x74)
            case 0x0A: bytes.append(0x6E)
            case 0x0C: bytes.append(0x66)
            case 0x0D: bytes.append(0x72)
            default:
                bytes.append(contentsOf: "u00".utf8)
                bytes.append(Self.hexDigits[Int(byte >> 4)])
                bytes.append(Self.hexDigits[Int(byte & 15)])
            }
        }
        bytes.append(contentsOf: text[plain...])
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}
