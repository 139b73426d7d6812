import Glibc

/// The name of a Unix socket, as the kernel takes it.
struct UnixAddress {
    private let address: sockaddr_un
    private let length: socklen_t

    /// Bytes of a path; a byte behind it stays zero.
    static var longest: Int { MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1 }

    /// - Parameter name: a path, or an abstract name that begins with `@`; `nil` for one that is too long.
    init?(_ name: String) {
        guard name.utf8.count <= Self.longest else { return nil }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { path in
            path.copyBytes(from: name.utf8)
            // An abstract name begins with a zero byte, and has its length.
            if name.hasPrefix("@") { path[0] = 0 }
        }
        self.address = address
        length = socklen_t(MemoryLayout<sa_family_t>.size + name.utf8.count)
    }

    func with<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
