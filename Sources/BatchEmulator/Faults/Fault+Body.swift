import AzureBatch
import Catalog
import Foundation

extension Fault {
    /// The answer that the service would have given, spoilt.
    ///
    /// - Parameters:
    ///   - operation: what was asked for.
    ///   - url: where it was asked for, for pages that point to themselves.
    ///   - number: of the request, so that no two links of an endless chain are equal.
    func spoil(
        _ answer: ServiceAnswer, of operation: ServiceOperation = .images, url: String, base: String, number: Int
    ) -> ServiceAnswer {
        var answer = answer
        func link(_ url: String) { answer.body = Self.changing(answer.body) { $0["odata.nextLink"] = url } }
        func changeLast(_ change: (inout [String: Any]) -> Void) {
            answer.body = Self.changingEntries(of: answer.body) { change(&$0[$0.count - 1]) }
        }
        if let status { answer = ServiceAnswer(status: status, headers: answer.headers) }
        if notModified == true { answer = ServiceAnswer(status: 304) }
        if let redirect { answer = ServiceAnswer(status: 307, headers: [("Location", redirect)]) }
        if let text = body { answer.body = Array(text.utf8) }
        if let foreignNextLink { link(foreignNextLink) }
        if cycle == true { link(url) }
        if endlessChain == true {
            let token = ListRequest.token(number + 1)
            link("\(base)/\(operation.rawValue)?api-version=2025-06-01&$skiptoken=\(token)")
        }
        if html == true { answer.body = Array("<!DOCTYPE html><html><body>Sign in to the network</body></html>".utf8) }
        if garbage == true { answer.body = Array("{\"value\":[{\u{0}\u{1}]".utf8) }
        // What every entry has.
        let (text, other) = operation == .images ? ("nodeAgentSKUId", "osType") : ("id", "id")
        if wrongTypes == true { changeLast { $0[text] = 7 } }
        if missingField == true { changeLast { $0[other] = nil } }
        if deepNesting == true {
            answer.body = Array(#"{"value":"#.utf8) + Array(repeating: 0x5B, count: 200_000)
        }
        if huge == true { answer.body = Array(#"{"value":[],"x":""#.utf8) + Array(repeating: 0x61, count: 70 << 20) }
        if shuffle == true { answer.body = Self.shuffled(answer.body) }
        if let contentType { answer.set("Content-Type", contentType) }
        if html == true, contentType == nil { answer.set("Content-Type", "text/html") }
        if let etag = validators?.etag { answer.set("ETag", etag) }
        if let lastModified = validators?.lastModified { answer.set("Last-Modified", lastModified) }
        if gzipBomb == true {
            answer.body = Self.bomb
            answer.set("Content-Encoding", "gzip")
        }
        for (name, value) in headers ?? [:] { answer.set(name, value) }
        return answer
    }

    private static func changing(_ body: [UInt8], _ change: (inout [String: Any]) -> Void) -> [UInt8] {
        guard var page = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] else { return body }
        change(&page)
        return (try? JSONSerialization.data(withJSONObject: page, options: .sortedKeys)).map(Array.init) ?? body
    }

    private static func changingEntries(
        of body: [UInt8], _ change: (inout [[String: Any]]) -> Void
    ) -> [UInt8] {
        changing(body) { page in
            guard var entries = page["value"] as? [[String: Any]], !entries.isEmpty else { return }
            change(&entries)
            page["value"] = entries
        }
    }

    private static func shuffled(_ body: [UInt8]) -> [UInt8] {
        changingEntries(of: body) { entries in
            entries.reverse()
            for index in entries.indices {
                guard let capabilities = entries[index]["capabilities"] as? [Any] else { continue }
                entries[index]["capabilities"] = Array(capabilities.reversed())
            }
        }
    }

    /// A gzip stream of stored-then-repeated zeros cannot be written by hand; this one is a thousand members, each
    /// a deflate block that repeats one byte 258 times over and over.
    private static let bomb: [UInt8] = {
        let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        // A fixed-Huffman block: the literal 'a', then length 258 at distance 1, each of 13 bits.
        var bits = BitWriter()
        bits.write(0b011, count: 3)
        bits.writeHuffman(0x30 + 0x61, count: 8)
        for _ in 0..<300_000 {
            bits.writeHuffman(0b1100_0101, count: 8)
            bits.writeHuffman(0, count: 5)
        }
        bits.writeHuffman(0, count: 7)
        return header + bits.bytes + Array(repeating: 0, count: 8)
    }()
}

/// Bits in the order of deflate (RFC 1951, section 3.1.1).
private struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var used = 0

    mutating func write(_ value: Int, count: Int) {
        for index in 0..<count {
            if used % 8 == 0 { bytes.append(0) }
            if value >> index & 1 == 1 { bytes[bytes.count - 1] |= 1 << UInt8(used % 8) }
            used += 1
        }
    }

    /// Huffman codes stand with their most significant bit first.
    mutating func writeHuffman(_ code: Int, count: Int) {
        for index in (0..<count).reversed() { write(code >> index & 1, count: 1) }
    }
}

extension ServiceAnswer {
    mutating func set(_ name: String, _ value: String) {
        headers.removeAll { $0.name.lowercased() == name.lowercased() }
        headers.append((name, value))
    }
}
