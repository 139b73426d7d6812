/// The bytes of a document, taken from the front, and the line they are on.
struct TOMLScanner {
    private let bytes: [UInt8]
    private var position = 0
    /// From 1.
    private(set) var line = 1

    init(_ text: String) {
        bytes = Array(text.utf8)
        // A byte order mark says nothing.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    func follows(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    mutating func take(_ text: String) -> Bool {
        guard follows(text) else { return false }
        position += text.utf8.count
        return true
    }

    /// The next byte, whatever it is.
    mutating func next() -> UInt8? {
        guard let byte = peek else { return nil }
        position += 1
        if byte == 0x0A { line += 1 }
        return byte
    }

    mutating func takeWhile(_ holds: (UInt8) -> Bool) -> String {
        let start = position
        while let byte = peek, holds(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    mutating func skipBlanks() {
        while peek == 0x20 || peek == 0x09 { position += 1 }
    }

    /// Skips blanks, comments and line ends.
    mutating func skipEmptyLines() throws(TOMLError) {
        repeat {
            skipBlanks()
            try skipComment()
        } while takeLineEnd()
    }

    /// Skips the rest of a line, where nothing but a comment may stand.
    mutating func endLine() throws(TOMLError) {
        skipBlanks()
        try skipComment()
        guard peek == nil || takeLineEnd() else { throw expected("the end of the line") }
    }

    mutating func takeLineEnd() -> Bool {
        guard take("\n") || take("\r\n") else { return false }
        line += 1
        return true
    }

    private mutating func skipComment() throws(TOMLError) {
        guard peek == UInt8(ascii: "#") else { return }
        while let byte = peek, byte != 0x0A, !follows("\r\n") {
            guard !Self.isControl(byte) else { throw TOMLError(line: line, "a comment holds a control character") }
            position += 1
        }
    }

    /// Control characters, of which only the tab may stand in comments and strings.
    static func isControl(_ byte: UInt8) -> Bool { (byte < 0x20 && byte != 0x09) || byte == 0x7F }

    mutating func expect(_ text: String, after what: String) throws(TOMLError) {
        skipBlanks()
        guard take(text) else { throw expected("'\(text)'", after: what) }
    }

    /// The error that something else stands here. What does is not quoted: it may be a secret without its quotes.
    func expected(_ wanted: String, after what: String? = nil) -> TOMLError {
        let place = what.map { " after \($0)" } ?? ""
        let found =
            switch peek {
            case nil: ", found the end of the file"
            case 0x0A, 0x0D: ", found the end of the line"
            default: " at column \(column)"
            }
        return TOMLError(line: line, "expected \(wanted)\(place)\(found)")
    }

    /// In characters, from 1.
    private var column: Int {
        let start = bytes[..<position].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return bytes[start..<position].count { $0 & 0xC0 != 0x80 } + 1
    }
}
