/// A value of a TOML document and the line, from 1, where it is said.
package struct TOMLNode {
    package let line: Int
    package let value: TOMLValue
}

/// What a key can stand for.
package enum TOMLValue {
    case string(String)
    case integer(Int)
    case float(Double)
    case boolean(Bool)
    /// A date, a time, or both, as it is written.
    case dateTime(String)
    case array([TOMLNode])
    case table(TOMLTable)

    /// The type's name, for problems.
    package var typeName: String {
        switch self {
        case .string: "a text"
        case .integer: "a whole number"
        case .float: "a number"
        case .boolean: "true or false"
        case .dateTime: "a date or time"
        case .array: "a list"
        case .table: "a table"
        }
    }

    package var string: String? { if case .string(let text) = self { text } else { nil } }
    package var integer: Int? { if case .integer(let number) = self { number } else { nil } }
    /// Also one without a fraction.
    package var number: Double? { if case .float(let number) = self { number } else { integer.map(Double.init) } }
    package var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    package var table: TOMLTable? { if case .table(let table) = self { table } else { nil } }
    package var strings: [String]? { list(\.string) }
    package var tables: [TOMLTable]? { list(\.table) }

    /// All elements of a list, when each is of the type.
    private func list<Element>(_ read: (TOMLValue) -> Element?) -> [Element]? {
        guard case .array(let nodes) = self else { return nil }
        let elements = nodes.compactMap { read($0.value) }
        return elements.count == nodes.count ? elements : nil
    }
}

/// A table while a document is read, and after.
package final class TOMLTable {
    /// How the table came to be, which decides what may still be added to it.
    enum Origin {
        /// Named on the way to another: `[a.b]` makes an `a`.
        case implied
        /// By its own header.
        case header
        /// By dotted keys: `a.b = 1`.
        case dotted
        /// Between braces; complete at once.
        case inline
    }

    package let line: Int
    fileprivate(set) var origin: Origin
    package fileprivate(set) var entries: [String: TOMLNode] = [:]

    init(line: Int, origin: Origin) { (self.line, self.origin) = (line, origin) }
}

extension TOMLTable {
    /// The table that a header names, made when it is new.
    ///
    /// - Parameter appends: whether the header stands in double brackets and begins another element of a list.
    func open(_ path: [String], appends: Bool, line: Int) throws(TOMLError) -> TOMLTable {
        var table = self
        for key in path.dropLast() { table = try table.step(into: key, line: line) }
        let key = path[path.count - 1]
        let new = TOMLTable(line: line, origin: .header)
        switch (table.entries[key]?.value, appends) {
        case (nil, false): table.entries[key] = TOMLNode(line: line, value: .table(new))
        case (nil, true):
            table.entries[key] = TOMLNode(line: line, value: .array([TOMLNode(line: line, value: .table(new))]))
        case (.table(let known), false) where known.origin == .implied:
            known.origin = .header
            return known
        case (.array(let elements), true) where elements.first?.value.table?.origin == .header:
            let all = elements + [TOMLNode(line: line, value: .table(new))]
            table.entries[key] = TOMLNode(line: elements[0].line, value: .array(all))
        default: throw TOMLError(line: line, "\(TOMLKey.named(path)) is defined twice")
        }
        return new
    }

    /// Sets what a line `key = value` says.
    func set(_ path: [String], to node: TOMLNode) throws(TOMLError) {
        var table = self
        for key in path.dropLast() {
            switch table.entries[key]?.value {
            case nil:
                let next = TOMLTable(line: node.line, origin: .dotted)
                table.entries[key] = TOMLNode(line: node.line, value: .table(next))
                table = next
            case .table(let next) where next.origin == .dotted: table = next
            default: throw TOMLError(line: node.line, "\(TOMLKey.named(path)) adds to what is complete")
            }
        }
        let key = path[path.count - 1]
        guard table.entries[key] == nil else {
            throw TOMLError(line: node.line, "\(TOMLKey.named(path)) is defined twice")
        }
        table.entries[key] = node
    }

    /// The table on the way to the one that a header names: of a list, its last element.
    private func step(into key: String, line: Int) throws(TOMLError) -> TOMLTable {
        guard let value = entries[key]?.value else {
            let table = TOMLTable(line: line, origin: .implied)
            entries[key] = TOMLNode(line: line, value: .table(table))
            return table
        }
        let table = if case .array(let elements) = value { elements.last?.value.table } else { value.table }
        guard let table, table.origin != .inline else {
            throw TOMLError(line: line, "\(TOMLKey.named([key])) is no table")
        }
        return table
    }
}

/// How keys of a document are named in messages.
package enum TOMLKey {
    /// Quotes what looks like the word that a key is, and nothing else: a secret that was pasted without quotes, or in
    /// a place of its own, is read as a key.
    package static func named(_ path: [String]) -> String {
        path.allSatisfy(isWord) ? "'\(path.joined(separator: "."))'" : "a key"
    }

    package static func isWord(_ key: String) -> Bool {
        key.utf8.count <= 20 && key.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil
    }
}

/// Why a document is no TOML.
package struct TOMLError: Error {
    package let line: Int
    package let message: String

    package init(line: Int, _ message: String) { (self.line, self.message) = (line, message) }
}
