import Catalog
package import Foundation
import Glibc

/// A service manager's end of sd_notify(3): what a daemon tells it, datagram by datagram.
package final class NotifySocket {
    package let path: String
    private let descriptor: Int32

    package init(in folder: URL) throws {
        path = folder.appendingPathComponent("notify").path
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        self.descriptor = descriptor
        let bound = UnixAddress(path)?.with { bind(descriptor, $0, $1) }
        guard bound == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit { close(descriptor) }

    /// The lines of the next datagram that has such a line; others are passed over.
    ///
    /// - Throws: when none comes within a minute.
    package func next(_ line: String) throws -> [String] {
        let end = Date.now.addingTimeInterval(60)
        while Date.now < end {
            var readable = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&readable, 1, 1000) == 1 else { continue }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &bytes, bytes.count, 0)
            let lines = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).split(separator: "\n")
            if lines.contains(where: { $0 == line }) { return lines.map(String.init) }
        }
        throw NSError(domain: "waited in vain for \(line)", code: 1)
    }
}
