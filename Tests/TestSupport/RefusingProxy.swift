import Glibc
import Synchronization

/// A proxy on a loopback port that notes what it is asked for, and refuses it.
package final class RefusingProxy: Sendable {
    private let socket: LoopbackSocket
    package var port: Int { socket.port }
    private let received = Mutex<[String]>([])

    /// Every request, up to the empty line after its headers.
    package var heads: [String] { received.withLock { $0 } }

    /// The first line of every request.
    package var requests: [String] { heads.map { $0.split(separator: "\r\n").first.map(String.init) ?? "" } }

    package init(status: String = "503 Refused") throws {
        socket = try LoopbackSocket(backlog: 16)
        socket.serve { [weak self] connection in
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = recv(connection, &bytes, bytes.count, 0)
            let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            self?.received.withLock { $0.append(text) }
            sendAll(connection, "HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n")
        }
    }

    deinit { socket.end() }
}
