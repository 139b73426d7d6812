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

    private let socket: LoopbackSocket
    package var port: Int { socket.port }
    private let received = Mutex<[RawRequest]>([])
    private let answer: @Sendable (Int) -> Answer

    /// Everything that came, also what was not taken.
    package var hooks: [RawRequest] { received.withLock(\.self) }

    /// - Parameter answer: to the request of that number, from 0.
    package init(_ answer: @escaping @Sendable (Int) -> Answer = { _ in .status(204) }) throws {
        self.answer = answer
        socket = try LoopbackSocket(backlog: 1024)
        socket.serve { [weak self] in self?.serve($0) }
    }

    deinit { socket.end() }

    private func serve(_ connection: CInt) {
        guard let hook = RawRequest.read(connection) else { return }
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
            sendAll(connection, "HTTP/1.1 \(status) X\r\n\(lines.joined(separator: "\r\n"))\r\n\r\n")
        }
    }
}
