import Foundation
import Glibc
import Synchronization

/// A receiver of webhooks on a loopback port, each connection in a thread of its own, which answers as it is told.
package final class HookServer: Sendable {
    package enum Answer: Sendable {
        /// The first line's status, and header lines.
        case status(Int, [String] = [])
        /// Says nothing until the other end goes.
        case silence
    }

    package struct Hook: Sendable {
        /// In whole, before the body.
        package let head: String
        package let body: String

        package func header(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("\(name.lowercased()): ") }
                .map { String($0.dropFirst(name.count + 2)) }
        }
    }

    private let socket: LoopbackSocket
    package var port: Int { socket.port }
    private let received = Mutex<[Hook]>([])
    private let answer: @Sendable (Int) -> Answer

    /// Everything that came, also what was not taken.
    package var hooks: [Hook] { received.withLock(\.self) }

    /// - Parameter answer: to the request of that number, from 0.
    package init(_ answer: @escaping @Sendable (Int) -> Answer = { _ in .status(204) }) throws {
        self.answer = answer
        socket = try LoopbackSocket(backlog: 1024)
        socket.serve { [weak self] in self?.serve($0) }
    }

    deinit { socket.end() }

    private func serve(_ connection: CInt) {
        guard let hook = Self.read(connection) else { return }
        let number = received.withLock {
            $0.append(hook)
            return $0.count - 1
        }
        switch answer(number) {
        case .silence:
            var byte: UInt8 = 0
            _ = recv(connection, &byte, 1, 0)
        case .status(let status, let headers):
            let lines = headers + ["Content-Length: 0", "Connection: close"]
            let bytes = Array("HTTP/1.1 \(status) X\r\n\(lines.joined(separator: "\r\n"))\r\n\r\n".utf8)
            send(connection, bytes, bytes.count, CInt(MSG_NOSIGNAL))
        }
    }

    private static func read(_ connection: CInt) -> Hook? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let hook = Hook(head: String(text[..<end.lowerBound]), body: String(text[end.upperBound...]))
                if hook.body.utf8.count >= hook.header("content-length").flatMap({ Int($0) }) ?? 0 { return hook }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }
}
