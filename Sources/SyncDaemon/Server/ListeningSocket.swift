import Catalog
import Glibc

/// The Unix socket that clients connect to: handed over by the service manager, or bound here.
struct ListeningSocket: ~Copyable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The socket's file, which is ours to remove at the end.
    private struct File: ~Copyable {
        let device: dev_t
        let inode: ino_t
        /// Of two daemons that start at once, one has the socket.
        let lock: InstanceLock
    }

    let descriptor: CInt
    let path: String
    private let file: File?

    private static let backlog: CInt = 256

    /// One that somebody else has bound, and removes.
    init(descriptor: CInt, path: String) {
        (self.descriptor, self.path) = (descriptor, path)
        file = nil
    }

    /// Binds and listens.
    ///
    /// - Throws: `Failure` with the path, the reason and the remedy, or `InstanceLock.Failure`.
    init(_ settings: DaemonSettings) throws {
        let path = settings.socket
        func failure(_ step: String, _ remedy: String) -> Failure {
            Failure(description: "cannot \(step) the socket \(path): \(String(cString: strerror(errno))); \(remedy)")
        }
        guard let address = UnixAddress(path) else {
            throw Failure(
                description: "cannot bind the socket \(path): its path is longer than \(UnixAddress.longest) bytes; "
                    + "name a shorter one under [daemon] socket")
        }
        let lock = try InstanceLock(socket: path)
        try Self.clear(path, address)
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure("make", "check the limit of open files") }
        var status = stat()
        guard address.with({ bind(descriptor, $0, $1) }) == 0, lstat(path, &status) == 0 else {
            throw failure("bind", "check that its folder exists and is writable")
        }
        let group = settings.socketGroup.flatMap { UserDatabase.id(ofGroup: $0) }
        guard group == nil || chown(path, uid_t.max, group ?? gid_t.max) == 0 else {
            throw failure("give to the group '\(settings.socketGroup ?? "")'", "run the daemon as a member of it")
        }
        guard chmod(path, settings.socketMode) == 0 else { throw failure("set the mode of", "check its folder") }
        guard listen(descriptor, Self.backlog) == 0 else {
            throw failure("listen on", "check the limits of the system")
        }
        (self.descriptor, self.path) = (descriptor, path)
        file = File(device: status.st_dev, inode: status.st_ino, lock: lock)
    }

    /// Removes the socket's file, if it is the one that was bound here.
    consuming func remove() {
        guard let file else { return }
        var status = stat()
        guard lstat(path, &status) == 0, status.st_dev == file.device, status.st_ino == file.inode else { return }
        unlink(path)
    }

    /// Removes the file of a socket on which nobody listens any more.
    private static func clear(_ path: String, _ address: UnixAddress) throws(Failure) {
        func failure(_ reason: String, _ remedy: String) -> Failure {
            Failure(
                description:
                    "cannot bind the socket \(path): \(reason); \(remedy), or name another path under [daemon] socket")
        }
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw failure("something else lies there", "remove it") }
        let types = [SOCK_CLOEXEC, SOCK_NONBLOCK].reduce(CInt(SOCK_STREAM.rawValue)) { $0 | CInt($1.rawValue) }
        let probe = socket(AF_UNIX, types, 0)
        defer { close(probe) }
        guard probe >= 0, address.with({ connect(probe, $0, $1) }) != 0 else {
            throw failure("another program answers there", "stop that one")
        }
        switch errno {
        case ECONNREFUSED: unlink(path)
        case ENOENT: break
        // More clients wait than it takes.
        case EAGAIN: throw failure("another program answers there", "stop that one")
        default: throw failure("cannot tell who has it: \(String(cString: strerror(errno)))", "remove it")
        }
    }
}

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
