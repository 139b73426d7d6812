import Foundation
import Glibc

/// Takes every connection, and never says anything: a peer that cannot be told from one behind a firewall.
package final class SilentListener: Sendable {
    private let descriptor: CInt
    package let port: Int

    package init() throws {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) | getsockname(descriptor, address, &length)
            }
        }
        guard status == 0, listen(descriptor, 4096) == 0 else { throw POSIXError(.EIO) }
        self.descriptor = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }
}
