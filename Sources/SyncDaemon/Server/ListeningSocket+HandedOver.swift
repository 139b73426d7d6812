import Glibc

extension ListeningSocket {
    /// The first descriptor that a service manager hands over (sd_listen_fds(3)).
    private static let firstHandedOver: CInt = 3

    /// The socket of the service manager, when it has handed one over to this very process.
    ///
    /// - Throws: `Failure` when it is not one socket, or not one that clients can connect to.
    static func handedOver(_ environment: [String: String]) throws -> ListeningSocket? {
        guard environment["LISTEN_PID"].flatMap(pid_t.init) == getpid(),
            let count = environment["LISTEN_FDS"].flatMap(Int.init), count > 0
        else { return nil }
        // None of them is for a program that this one starts.
        for descriptor in firstHandedOver..<(firstHandedOver + CInt(min(count, 1024))) {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
        guard count == 1 else {
            throw Failure(
                description: "cannot adopt \(count) sockets: write exactly one ListenStream= into the socket unit")
        }
        guard option(SO_DOMAIN) == AF_UNIX, option(SO_TYPE) == CInt(SOCK_STREAM.rawValue), option(SO_ACCEPTCONN) == 1
        else {
            throw Failure(
                description: "cannot adopt the socket of the service manager: it is no listening Unix stream socket; "
                    + "write ListenStream=/PATH and Accept=no into the socket unit")
        }
        return ListeningSocket(descriptor: firstHandedOver, path: path() ?? "(handed over)")
    }

    /// - Returns: `nil` when the kernel does not know it, as for a descriptor that is no socket.
    private static func option(_ name: CInt) -> CInt? {
        var value: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(firstHandedOver, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
    }

    /// Where the socket is bound; `nil` for one without a file.
    private static func path() -> String? {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let status = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(firstHandedOver, $0, &length) }
        }
        guard status == 0 else { return nil }
        let path = withUnsafeBytes(of: &address.sun_path) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return path.isEmpty ? nil : path
    }
}
