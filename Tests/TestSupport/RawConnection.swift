import Catalog
import Dispatch
import Foundation
import Glibc

/// A Unix socket's client end without any HTTP of its own: what a hostile or clumsy client would send.
///
/// It waits on a thread of its own: the tasks of the server that it waits for have few to share.
package final class RawConnection: Sendable {
    private let descriptor: CInt
    private let queue = DispatchQueue(label: "raw connection")

    /// - Throws: `POSIXError` when the socket does not answer.
    package init(_ path: String) throws {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        self.descriptor = descriptor
        let connected = UnixAddress(path)?.with { connect(descriptor, $0, $1) }
        guard descriptor >= 0, connected == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        // No test waits longer for a peer.
        var limit = (60, 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout.size(ofValue: limit)))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout.size(ofValue: limit)))
    }

    deinit { close(descriptor) }

    /// - Returns: whether the peer still takes it.
    @discardableResult
    package func send(_ text: String) async -> Bool { await aside { sendAll($0.descriptor, text) } }

    private func aside<Value: Sendable>(_ work: @escaping @Sendable (RawConnection) -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work(self)) }
        }
    }

    /// Waits until the peer has closed, and takes nothing of what it sent.
    ///
    /// - Returns: whether it has.
    package func isHungUp() async -> Bool {
        await aside {
            var state = pollfd(fd: $0.descriptor, events: 0, revents: 0)
            return poll(&state, 1, 60_000) == 1 && state.revents & Int16(POLLHUP) != 0
        }
    }

    /// Says that nothing more will be sent.
    package func finish() { shutdown(descriptor, CInt(SHUT_WR)) }

    /// - Returns: what came until the text holds the wanted part, or the peer closed; `nil` when neither happened.
    package func read(until part: String? = nil) async -> String? { await aside { $0.receive(until: part) } }

    /// Sends something and waits, on this thread, until the peer closes.
    ///
    /// - Returns: what came until then.
    package func exchange(_ text: String) -> String? { sendAll(descriptor, text) ? receive(until: nil) : nil }

    private func receive(until part: String?) -> String? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count >= 0 || errno == ECONNRESET else { return nil }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk.prefix(count)
            if let part, String(decoding: bytes.suffix(part.utf8.count + chunk.count), as: UTF8.self).contains(part) {
                return String(decoding: bytes, as: UTF8.self)
            }
        }
    }
}
