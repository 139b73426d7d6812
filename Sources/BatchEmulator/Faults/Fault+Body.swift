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
        if let status { answer = ServiceAnswer(status: status, headers: answer.headers) }
        if notModified == true { answer = ServiceAnswer(status: 304) }
        if let redirect { answer = ServiceAnswer(status: 307, headers: [("Location", redirect)]) }
        if let text = body { answer.body = Array(text.utf8) }
        if let link = foreignNextLink { answer.body = Self.adding(link, to: answer.body) }
        if cycle == true { answer.body = Self.adding(url, to: answer.body) }
        if endlessChain == true {
            let token = ListRequest.token(number + 1)
            let link = "\(base)/\(operation.rawValue)?api-version=2025-06-01&$skiptoken=\(token)"
            answer.body = Self.adding(link, to: answer.body)
        }
        if html == true { answer.body = Array("<!DOCTYPE html><html><body>Sign in to the network</body></html>".utf8) }
        if garbage == true { answer.body = Array("{\"value\":[{\u{0}\u{1}]".utf8) }
        // What every entry has.
        let (text, other) = operation == .images ? ("nodeAgentSKUId", "osType") : ("id", "id")
        if wrongTypes == true { answer.body = Self.changingLast(of: answer.body) { $0[text] = 7 } }
        if missingField == true { answer.body = Self.changingLast(of: answer.body) { $0[other] = nil } }
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

    private static func adding(_ link: String, to body: [UInt8]) -> [UInt8] {
        guard var page = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] else { return body }
        page["odata.nextLink"] = link
        return (try? JSONSerialization.data(withJSONObject: page)).map(Array.init) ?? body
    }

    private static func changingLast(of body: [UInt8], _ change: (inout [String: Any]) -> Void) -> [UInt8] {
        guard var page = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any],
            var entries = page["value"] as? [[String: Any]], !entries.isEmpty
        else { return body }
        change(&entries[entries.count - 1])
        page["value"] = entries
        return (try? JSONSerialization.data(withJSONObject: page)).map(Array.init) ?? body
    }

    private static func shuffled(_ body: [UInt8]) -> [UInt8] {
        guard var page = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any],
            let entries = page["value"] as? [[String: Any]]
        else { return body }
        page["value"] = entries.reversed().map { entry in
            var entry = entry
            if let capabilities = entry["capabilities"] as? [Any] {
                entry["capabilities"] = Array(capabilities.reversed())
            }
            return entry
        }
        return (try? JSONSerialization.data(withJSONObject: page, options: .sortedKeys)).map(Array.init) ?? body
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
