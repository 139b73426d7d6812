import Foundation
import Glibc

/// A listening TCP socket on a loopback port, as the servers of tests have it; closed by its owner.
struct LoopbackSocket {
    let descriptor: CInt
    let port: Int

    init(backlog: CInt) throws {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) | getsockname(descriptor, $0, &length) | listen(descriptor, backlog)
            }
        }
        guard status == 0 else { throw POSIXError(.EADDRINUSE) }
        self.descriptor = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// Hands over each connection, on a thread of its own, until the socket is shut down.
    func serve(_ body: @escaping @Sendable (CInt) -> Void) {
        Thread.detachNewThread { [descriptor] in
            while true {
                let connection = accept(descriptor, nil, nil)
                if connection < 0, errno == EINTR { continue }
                guard connection >= 0 else { return }
                Thread.detachNewThread {
                    body(connection)
                    close(connection)
                }
            }
        }
    }

    func end() {
        shutdown(descriptor, CInt(SHUT_RDWR))
        close(descriptor)
    }
}

/// - Returns: whether the other end still takes it.
@discardableResult
func sendAll(_ connection: CInt, _ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
    }
    return true
}

/// A request of HTTP, as one came by a connection.
package struct RawRequest: Sendable {
    /// In whole, before the body.
    package let head: String
    package let body: String

    package func header(_ name: String) -> String? {
        head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("\(name.lowercased()): ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }

    /// - Returns: `nil` when the other end goes before it is whole.
    static func read(_ connection: CInt) -> RawRequest? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let request = RawRequest(
                    head: String(text[..<end.lowerBound]), body: String(text[end.upperBound...]))
                let length = request.header("content-length").flatMap { Int($0) } ?? 0
                if request.body.utf8.count >= length { return request }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }
}
