import ControlAPI

/// The text of a list answer, taken apart without decoding it: the list, then the accounts, then the cursor.
struct AnswerText {
    private let bytes: [UInt8]
    private let elements: Range<Int>
    /// The array of accounts that the answer speaks of.
    let tail: ArraySlice<UInt8>
    let next: String?

    private static let accounts = Array(#","accounts":["#.utf8)

    /// - Throws: `ClientError` when the text does not have the form of a list answer.
    init(_ bytes: [UInt8], what: String) throws(ClientError) {
        self.bytes = bytes
        let head = Array("{\"\(what)\":[".utf8)
        let mistaken = ClientError(exitCode: 1, "cannot read the daemon's answer: it has no '\(what)'")
        guard bytes.starts(with: head) else { throw mistaken }
        if what == "accounts" {
            guard let end = bytes.lastIndex(of: 0x5D) else { throw mistaken }
            elements = head.count..<end
            tail = bytes[(head.count - 1)...end]
            next = Self.cursor(bytes[(end + 1)...])
            return
        }
        // Inside a text every quote is escaped, so the last match is the member itself.
        guard let start = bytes.lastIndex(of: Self.accounts), start > head.count - 1,
            let end = bytes[start...].lastIndex(of: 0x5D)
        else { throw mistaken }
        elements = head.count..<(start - 1)
        tail = bytes[(start + Self.accounts.count - 1)...end]
        next = Self.cursor(bytes[(end + 1)...])
    }

    private static func cursor(_ rest: ArraySlice<UInt8>) -> String? {
        String(decoding: rest, as: UTF8.self).split(separator: #","next":""#, omittingEmptySubsequences: false)
            .dropFirst().first.flatMap { $0.split(separator: "\"").first }.map(String.init)
    }

    /// The list alone, as JSON.
    var array: [UInt8] { [0x5B] + bytes[elements] + [0x5D] }

    var isEmpty: Bool { elements.isEmpty }

    /// Whether the answer speaks of no account at all.
    var isWithoutAccounts: Bool { tail.elementsEqual("[]".utf8) }

    /// The accounts of an answer in which they come last.
    static func accounts(endingIn bytes: [UInt8]) throws(ClientError) -> ArraySlice<UInt8> {
        guard let start = bytes.lastIndex(of: accounts), let end = bytes.lastIndex(of: 0x5D) else {
            throw ClientError(exitCode: 1, "cannot read the daemon's answer: it has no 'accounts'")
        }
        return bytes[(start + accounts.count - 1)...end]
    }

    /// All pages in one object; one page stays as it is.
    static func joined(_ pages: [AnswerText], what: String) -> [UInt8] {
        guard pages.count > 1 else { return pages[0].bytes }
        var joined = Array("{\"\(what)\":[".utf8)
        joined += pages.map { $0.bytes[$0.elements] }.filter { !$0.isEmpty }.joined(separator: [0x2C])
        joined.append(0x5D)
        if what == "accounts" { return joined + Array("}\n".utf8) }
        joined += accounts.dropLast()
        joined += pages[pages.count - 1].tail
        return joined + Array("}\n".utf8)
    }

    /// Each element of the list, as the daemon wrote it.
    var lines: [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var (depth, start, isText, isEscaped) = (0, elements.lowerBound, false, false)
        for index in elements {
            let byte = bytes[index]
            if isText {
                isText = isEscaped || byte != 0x22
                isEscaped = !isEscaped && byte == 0x5C
                continue
            }
            switch byte {
            case 0x22: isText = true
            case 0x7B, 0x5B: depth += 1
            case 0x7D, 0x5D: depth -= 1
            case 0x2C where depth == 0:
                lines.append(bytes[start..<index])
                start = index + 1
            default: break
            }
        }
        if start < elements.upperBound { lines.append(bytes[start..<elements.upperBound]) }
        return lines
    }
}

extension RandomAccessCollection<UInt8> where Index == Int {
    /// Where the last occurrence of a text begins.
    func lastIndex(of text: [UInt8]) -> Int? {
        guard count >= text.count else { return nil }
        return (startIndex...(endIndex - text.count)).last {
            self[$0] == text[0] && self[$0..<($0 + text.count)].elementsEqual(text)
        }
    }

    func contains(text: String) -> Bool { lastIndex(of: Array(text.utf8)) != nil }
}
