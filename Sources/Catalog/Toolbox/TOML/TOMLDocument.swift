/// Reads a TOML 1.0 document (toml.io) into tables that know their lines. Ours, because the parsers at hand tell no
/// lines or end the process at malformed text.
package struct TOMLDocument {
    private var scanner: TOMLScanner

    /// - Throws: `TOMLError` at the first mistake.
    package static func read(_ text: String) throws(TOMLError) -> TOMLTable {
        var document = TOMLDocument(scanner: TOMLScanner(text))
        return try document.read()
    }

    private mutating func read() throws(TOMLError) -> TOMLTable {
        let root = TOMLTable(line: 1, origin: .header)
        var table = root
        while true {
            try scanner.skipEmptyLines()
            guard let byte = scanner.peek else { return root }
            if byte == UInt8(ascii: "[") {
                table = try header(in: root)
            } else {
                let path = try key()
                try scanner.expect("=", after: TOMLKey.named(path))
                try table.set(path, to: try value(depth: 0))
            }
            try scanner.endLine()
        }
    }

    private mutating func header(in root: TOMLTable) throws(TOMLError) -> TOMLTable {
        let line = scanner.line
        let appends = scanner.take("[[")
        if !appends { _ = scanner.take("[") }
        let path = try key()
        guard scanner.take(appends ? "]]" : "]") else {
            throw scanner.expected(appends ? "']]'" : "']'", after: "the table's name")
        }
        return try root.open(path, appends: appends, line: line)
    }

    /// One or more names with dots between them.
    private mutating func key() throws(TOMLError) -> [String] {
        var path: [String] = []
        repeat {
            scanner.skipBlanks()
            switch scanner.peek {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard !scanner.follows("\"\"\""), !scanner.follows("'''") else { throw scanner.expected("a key") }
                path.append(try TOMLString.read(&scanner))
            default:
                let name = scanner.takeWhile(Self.isBare)
                guard !name.isEmpty else { throw scanner.expected("a key") }
                path.append(name)
            }
            scanner.skipBlanks()
        } while scanner.take(".")
        return path
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
    }

    // MARK: - Values

    /// Lists and tables in each other, at most; none of ours goes deeper than two.
    private static let deepest = 16

    private mutating func value(depth: Int) throws(TOMLError) -> TOMLNode {
        scanner.skipBlanks()
        let line = scanner.line
        guard depth < Self.deepest else { throw TOMLError(line: line, "lists and tables stand too deep in each other") }
        let value: TOMLValue =
            switch scanner.peek {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): .string(try TOMLString.read(&scanner))
            case UInt8(ascii: "["): .array(try array(depth: depth))
            case UInt8(ascii: "{"): .table(try inlineTable(depth: depth))
            default: try TOMLScalar.read(&scanner)
            }
        return TOMLNode(line: line, value: value)
    }

    private mutating func array(depth: Int) throws(TOMLError) -> [TOMLNode] {
        _ = scanner.take("[")
        var elements: [TOMLNode] = []
        while true {
            try scanner.skipEmptyLines()
            if scanner.take("]") { return elements }
            elements.append(try value(depth: depth + 1))
            try scanner.skipEmptyLines()
            if scanner.take(",") { continue }
            guard scanner.take("]") else { throw scanner.expected("',' or ']'", after: "a list's element") }
            return elements
        }
    }

    private mutating func inlineTable(depth: Int) throws(TOMLError) -> TOMLTable {
        let table = TOMLTable(line: scanner.line, origin: .inline)
        _ = scanner.take("{")
        scanner.skipBlanks()
        if scanner.take("}") { return table }
        while true {
            let path = try key()
            try scanner.expect("=", after: TOMLKey.named(path))
            try table.set(path, to: try value(depth: depth + 1))
            scanner.skipBlanks()
            if scanner.take(",") { continue }
            guard scanner.take("}") else { throw scanner.expected("',' or '}'", after: "a value between braces") }
            return table
        }
    }
}
