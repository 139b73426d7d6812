package import Catalog

/// An element of a list that a route answers with.
package protocol ListElement: JSONObject {
    /// The list's key.
    static var list: String { get }
    /// The route.
    static var path: String { get }
}

extension ListElement {
    package static var path: String { "/v1/\(list)" }
}

/// A list with the accounts that it speaks of and the cursor of its next page: taken apart in one pass, nothing of it
/// decoded before it is asked for.
package struct ListAnswer: Sendable {
    /// As it came.
    package let json: [UInt8]
    /// Where the list stands, with its brackets.
    private let list: Range<Int>
    private let accounts: Range<Int>?
    /// Members beside the list and the cursor, with their keys.
    private let others: [(key: String, value: Range<Int>)]
    /// Where the next page begins; `nil` on the last one.
    package let next: String?

    /// - Parameter key: of the list.
    /// - Throws: `ClientError` when the text is not an object that has the list.
    package init(_ bytes: [UInt8], list key: String) throws(ClientError) {
        var list: Range<Int>?
        var others: [(key: String, value: Range<Int>)] = []
        var next: String?
        do throws(JSONReader.Failure) {
            var reader = JSONReader(bytes)
            try reader.object { name, reader throws(JSONReader.Failure) in
                switch name {
                case key: list = try reader.range()
                case "next": next = try reader.null() ? nil : reader.string()
                default: others.append((name, try reader.range()))
                }
            }
            try reader.finish()
        } catch {
            throw ClientError.broken("it is no JSON, or cut short")
        }
        guard let list, bytes[list.lowerBound] == 0x5B else { throw ClientError.broken("it has no '\(key)'") }
        json = bytes
        self.list = list
        self.others = others
        self.next = next
        accounts = key == "accounts" ? list : others.first { $0.key == "accounts" }?.value
    }

    package func elements<Element: JSONObject>() throws(ClientError) -> [Element] {
        try Self.objects(Array(json[list]))
    }

    /// How fresh the data of the accounts is that the answer speaks of; `nil` when it does not say.
    package func freshness() throws(ClientError) -> [FreshnessAnswer]? {
        guard let accounts else { return nil }
        return try Self.objects(Array(json[accounts]))
    }

    private static func objects<Element: JSONObject>(_ json: [UInt8]) throws(ClientError) -> [Element] {
        do throws(JSONReader.Failure) {
            var reader = JSONReader(json)
            return try reader.objects()
        } catch {
            throw ClientError.broken("an element of a list is")
        }
    }

    package var isEmpty: Bool { content.isEmpty }

    /// What stands between the brackets.
    private var content: ArraySlice<UInt8> {
        var content = json[list].dropFirst().dropLast()
        while let byte = content.first, byte <= 0x20 { content.removeFirst() }
        while let byte = content.last, byte <= 0x20 { content.removeLast() }
        return content
    }

    /// Each element as it was written, on a line of its own.
    package func lines() throws(ClientError) -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(list.count)
        do throws(JSONReader.Failure) {
            let array = Array(json[list])
            var reader = JSONReader(array)
            try reader.array { reader throws(JSONReader.Failure) in
                // A line end between members would end the line.
                lines += try array[reader.range()].filter { $0 != 0x0A && $0 != 0x0D }
                lines.append(0x0A)
            }
        } catch {
            throw ClientError.broken("an element of a list is")
        }
        return lines
    }

    /// All pages in one; one page stays as it is.
    ///
    /// - Precondition: there is one.
    package static func joined(_ pages: [ListAnswer], list key: String) throws(ClientError) -> ListAnswer {
        let last = pages[pages.count - 1]
        guard pages.count > 1 else { return last }
        var writer = JSONWriter(capacity: pages.reduce(0) { $0 + $1.json.count })
        writer.object {
            $0.key(key)
            $0.array { for page in pages where !page.isEmpty { $0.raw(page.content) } }
            for (name, value) in last.others {
                $0.key(name)
                $0.raw(last.json[value])
            }
        }
        writer.endLine()
        return try ListAnswer(writer.bytes, list: key)
    }

    /// Writes one; a page's list stands before everything else.
    ///
    /// - Parameters:
    ///   - accounts: `nil` where the list itself is of accounts.
    ///   - next: the cursor of the next page; `nil` on the last one.
    package static func json<Element: ListElement>(
        _ elements: some Sequence<Element>, accounts: [FreshnessAnswer]?, next: String?, capacity: Int = 0
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        writer.object {
            $0.key(Element.list)
            $0.array(of: elements)
            if let accounts {
                $0.key("accounts")
                $0.array(of: accounts)
            }
            $0.member("next", next)
        }
        writer.endLine()
        return writer.bytes
    }
}
