import Catalog
import Foundation
import Glibc
import Synchronization

/// A real Unix socket whose answers are written down beforehand, byte for byte; anything else it is asked is a 404
/// that says what was asked.
package final class CannedServer: Sendable {
    package let path: String
    private let folder: String
    private let descriptor: CInt
    private let answers: [String: String]
    private let heard = Mutex<[String]>([])
    private let ended = DispatchSemaphore(value: 0)

    /// Every request so far: its line, a blank and its body.
    package var requests: [String] { heard.withLock(\.self) }

    /// - Parameter answers: whole answers by `METHOD TARGET`.
    @discardableResult
    package static func with<Value>(_ answers: [String: String], _ body: (CannedServer) throws -> Value) throws -> Value
    {
        let server = try CannedServer(answers)
        defer { server.stop() }
        return try body(server)
    }

    package static func answer(_ json: String, status: Int = 200, version: String = "0.1.0") -> String {
        "HTTP/1.1 \(status) X\r\nBatchimgd-Version: \(version)\r\nContent-Length: \(json.utf8.count)\r\n\r\n\(json)"
    }

    private init(_ answers: [String: String]) throws {
        self.answers = answers
        folder = "/tmp/canned-\(UUID().uuidString.prefix(8))"
        path = "\(folder)/s.sock"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        self.descriptor = descriptor
        let bound = UnixAddress(path)?.with { bind(descriptor, $0, $1) }
        guard bound == 0, listen(descriptor, 16) == 0 else { throw CocoaError(.fileWriteUnknown) }
        Thread.detachNewThread { self.serve() }
    }

    private func stop() {
        shutdown(descriptor, CInt(SHUT_RDWR))
        ended.wait()
        close(descriptor)
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func serve() {
        while true {
            let client = accept(descriptor, nil, nil)
            if client < 0, errno == EINTR { continue }
            guard client >= 0 else { break }
            answer(client)
            close(client)
        }
        ended.signal()
    }

    private func answer(_ client: CInt) {
        guard let request = RawRequest.read(client) else { return }
        let line = request.head.prefix { $0 != "\r\n" }
        heard.withLock { $0.append("\(line) \(request.body)") }
        let target = line.split(separator: " ").prefix(2).joined(separator: " ")
        let unknown = #"{"error":{"kind":"not-found","message":"cannot find \#(target)"}}"#
        sendAll(client, answers[target] ?? Self.answer(unknown, status: 404))
    }
}
