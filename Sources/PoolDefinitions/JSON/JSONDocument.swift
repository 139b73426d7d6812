/// Reads JSON text into nodes that know their lines: also with comments, a byte order mark, line ends in texts, which
/// templates have, and several values one after the other.
package struct JSONDocument {
    /// Why a text is no JSON, and where.
    package struct Failure: Error, Hashable {
        package let line: Int
        /// In characters, from 1.
        package let column: Int
        package let message: String
    }

    let bytes: [UInt8]
    var position = 0
    var line = 1
    var lineStart = 0
    /// Lists and objects in each other, at most: templates in templates take some twenty.
    private static let deepest = 200

    /// - Parameter bytes: UTF-8.
    package static func read(_ bytes: [UInt8]) throws(Failure) -> [JSONNode] {
        var document = JSONDocument(bytes: bytes)
        return try document.values()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func values() throws(Failure) -> [JSONNode] {
        try checkEncoding()
        var values = [try value(depth: 0)]
        while try next() != nil {
            // A value a line, as programs print them that never end.
            guard bytes[position] == 0x7B, lineStart > 0 else { throw failure("expected the end of the file") }
            values.append(try value(depth: 0))
        }
        return values
    }

    private mutating func checkEncoding() throws(Failure) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { (position, lineStart) = (3, 3) }
        guard String(validating: bytes, as: UTF8.self) == nil else { return }
        while position < bytes.count {
            let start = position
            var length = 1
            while start + length < bytes.count, bytes[start + length] & 0xC0 == 0x80, length < 4 { length += 1 }
            let end = start + length
            guard String(validating: bytes[start..<end], as: UTF8.self) != nil else {
                throw failure("what stands here is no UTF-8")
            }
            position = end
            if bytes[start] == 0x0A { (line, lineStart) = (line + 1, position) }
        }
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONNode {
        let first = try next()
        let line = line
        switch first {
        case 0x7B: return JSONNode(line: line, .object(try members(depth: depth)))
        case 0x5B: return JSONNode(line: line, .array(try elements(depth: depth)))
        case 0x22: return JSONNode(line: line, .string(try string()))
        default: return JSONNode(line: line, try word())
        }
    }

    private mutating func enter(_ depth: Int) throws(Failure) {
        guard depth < Self.deepest else {
            throw failure("lists and objects stand more than \(Self.deepest) deep in each other")
        }
        position += 1
    }

    private mutating func members(depth: Int) throws(Failure) -> [JSONNode.Member] {
        try enter(depth)
        var members: [JSONNode.Member] = []
        if try take(0x7D) { return members }
        while true {
            guard try next() == 0x22 else { throw failure("expected a key in double quotes") }
            let key = try string()
            guard try take(0x3A) else { throw failure("expected ':'") }
            members.append(JSONNode.Member(key: key, node: try value(depth: depth + 1)))
            if try take(0x2C) { continue }
            guard try take(0x7D) else { throw failure("expected ',' or '}'") }
            return members
        }
    }

    private mutating func elements(depth: Int) throws(Failure) -> [JSONNode] {
        try enter(depth)
        var elements: [JSONNode] = []
        if try take(0x5D) { return elements }
        while true {
            elements.append(try value(depth: depth + 1))
            if try take(0x2C) { continue }
            guard try take(0x5D) else { throw failure("expected ',' or ']'") }
            return elements
        }
    }

    private mutating func word() throws(Failure) -> JSONNode.Value {
        let word = bytes[position...].prefix {
            (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E
                || $0 == 0x45
        }
        let text = String(decoding: word, as: UTF8.self)
        defer { position = word.endIndex }
        switch text {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "null": return .null
        default:
            guard let first = word.first, first == 0x2D || (0x30...0x39).contains(first), Double(text) != nil else {
                throw failure("expected a value")
            }
            return .number(text)
        }
    }

    private mutating func take(_ byte: UInt8) throws(Failure) -> Bool {
        guard try next() == byte else { return false }
        position += 1
        return true
    }

    /// The next byte that means something.
    private mutating func next() throws(Failure) -> UInt8? {
        while position < bytes.count {
            switch bytes[position] {
            case 0x0A:
                position += 1
                (line, lineStart) = (line + 1, position)
            case 0x20, 0x0D, 0x09: position += 1
            case 0x2F: try skipComment()
            case let byte: return byte
            }
        }
        return nil
    }

    private mutating func skipComment() throws(Failure) {
        let start = self
        switch position + 1 < bytes.count ? bytes[position + 1] : 0 {
        case 0x2F:
            position = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
        case 0x2A:
            position += 2
            while position + 1 < bytes.count {
                if bytes[position] == 0x2A, bytes[position + 1] == 0x2F {
                    position += 2
                    return
                }
                if bytes[position] == 0x0A { (line, lineStart) = (line + 1, position + 1) }
                position += 1
            }
            throw start.failure("a comment begins here and does not end")
        default: throw failure("expected a value")
        }
    }

    func failure(_ message: String) -> Failure {
        let column = bytes[min(lineStart, bytes.count)..<min(position, bytes.count)].count { $0 & 0xC0 != 0x80 } + 1
        let isAtEnd = position >= bytes.count
        return Failure(line: line, column: column, message: isAtEnd ? "\(message), found the end of the file" : message)
    }
}
