import FoundationEssentials

/// Asks the daemon over its Unix socket: HTTP/1.1, one request a connection, no more machinery than that needs,
/// since programs start it thousands of times.
package struct ControlClient: Sendable {
    package struct Answer: Sendable {
        package let body: [UInt8]
        /// The daemon's `Batchimgd-Version`.
        package let version: String?
    }

    private let path: String
    private static let maximumHeader = 64 << 10
    private static let maximumBody = 1 << 30
    private let patience: Int
    private let output: CInt?

    /// Longer than any sync may take (5 minutes): one that was asked for is silent meanwhile.
    package static let longestSilence = 330

    /// - Parameters:
    ///   - patience: seconds of silence after which the daemon counts as hanging.
    ///   - output: where answers go: once nobody reads there, none is waited for (`ClientError.unread`).
    package init(path: String, patience: Int = longestSilence, output: CInt? = nil) {
        self.path = path
        self.patience = patience
        self.output = output
    }

    /// The answer as a whole.
    ///
    /// - Parameters:
    ///   - target: path and query, percent-encoded.
    ///   - json: what is posted; `nil`: nothing is.
    /// - Throws: `ClientError`, also for an answer that is an error.
    package func ask(_ target: String, _ json: [UInt8]? = nil) throws(ClientError) -> Answer {
        var body: [UInt8] = []
        let version = try exchange(target, json) { chunk throws(ClientError) in
            guard body.count + chunk.count <= Self.maximumBody else {
                throw .failed("cannot read the daemon's answer: it is larger than \(Self.maximumBody >> 30) GiB")
            }
            body += chunk
        }
        return Answer(body: body, version: version)
    }

    /// Hands over each line of the answer as it comes, with its end; the empty ones that keep it alive are left out.
    ///
    /// - Returns: the daemon's `Batchimgd-Version`, once the answer has ended.
    package func follow(
        _ target: String, _ json: [UInt8]? = nil, onLine: ([UInt8]) throws(ClientError) -> Void
    ) throws(ClientError) -> String? {
        var line: [UInt8] = []
        let version = try exchange(target, json) { chunk throws(ClientError) in
            for byte in chunk {
                line.append(byte)
                guard byte == 0x0A else {
                    guard line.count < Self.maximumHeader else {
                        throw .failed("cannot read the daemon's answer: a line of it is too long")
                    }
                    continue
                }
                if line != [0x0A] { try onLine(line) }
                line = []
            }
        }
        guard line.isEmpty else { throw SocketStream.cutShort }
        return version
    }

    private func exchange(
        _ target: String, _ json: [UInt8]?, _ onBody: (ArraySlice<UInt8>) throws(ClientError) -> Void
    ) throws(ClientError) -> String? {
        var stream = try SocketStream(
            connectingTo: path, patience: json == nil ? min(patience, 30) : patience, output: output)
        var head = "\(json == nil ? "GET" : "POST") \(target) HTTP/1.1\r\nHost: batchimgd\r\nConnection: close\r\n"
        if let json { head += "Content-Type: application/json\r\nContent-Length: \(json.count)\r\n" }
        try stream.send(Array("\(head)\r\n".utf8) + (json ?? []))
        let status = try Self.status(try stream.line(most: Self.maximumHeader))
        let headers = try Self.headers(&stream)
        guard (200...299).contains(status) else {
            var body: [UInt8] = []
            try Self.body(&stream, headers) { chunk throws(ClientError) in
                if body.count < Self.maximumHeader { body += chunk }
            }
            throw .refused(status: status, body: body)
        }
        try Self.body(&stream, headers, onBody)
        return headers["batchimgd-version"]
    }

    private static func status(_ line: [UInt8]) throws(ClientError) -> Int {
        let parts = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), let status = Int(parts[1]) else {
            throw .failed("cannot read the answer: it is not HTTP; is this the daemon's socket?")
        }
        return status
    }

    private static func headers(_ stream: inout SocketStream) throws(ClientError) -> [String: String] {
        var headers: [String: String] = [:]
        var left = maximumHeader
        while true {
            let line = try stream.line(most: left)
            guard !line.isEmpty else { return headers }
            left -= line.count
            let sides = String(decoding: line, as: UTF8.self).split(separator: ":", maxSplits: 1)
            guard left > 0, sides.count == 2 else {
                throw .failed("cannot read the daemon's answer: its header is broken or too long")
            }
            var value = sides[1].drop { $0 == " " || $0 == "\t" }
            while value.last == " " || value.last == "\t" { value.removeLast() }
            headers[sides[0].lowercased()] = String(value)
        }
    }

    private static func body(
        _ stream: inout SocketStream, _ headers: [String: String],
        _ onBody: (ArraySlice<UInt8>) throws(ClientError) -> Void
    ) throws(ClientError) {
        if headers["transfer-encoding"]?.lowercased() == "chunked" {
            while true {
                let size = String(decoding: try stream.line(most: 64), as: UTF8.self).prefix { $0 != ";" }
                guard let count = Int(size, radix: 16), (0...maximumBody).contains(count) else {
                    throw .failed("cannot read the daemon's answer: a chunk has no size")
                }
                if count > 0 { try stream.read(count, onBody) }
                _ = try stream.line(most: maximumHeader)
                if count == 0 { return }
            }
        }
        guard let count = headers["content-length"].flatMap({ Int($0) }), (0...maximumBody).contains(count) else {
            throw .failed("cannot read the daemon's answer: it has no length")
        }
        try stream.read(count, onBody)
    }
}
