import Foundation
import Glibc

/// The Unix socket that clients connect to: handed over by the service manager, or bound here.
struct ListeningSocket {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let descriptor: CInt
    let path: String
    /// Whether the socket's file is ours to remove at the end.
    let isOwn: Bool

    private static let backlog: CInt = 256

    /// - Returns: a socket that listens.
    /// - Throws: `Failure` with the path, the reason and the remedy.
    static func open(
        _ settings: DaemonSettings, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> ListeningSocket {
        if let socket = try handedOver(environment) { return socket }
        return ListeningSocket(descriptor: try bind(settings), path: settings.socket, isOwn: true)
    }

    private static func bind(_ settings: DaemonSettings) throws -> CInt {
        let path = settings.socket
        func failure(_ step: String, _ remedy: String) -> Failure {
            Failure(description: "cannot \(step) the socket \(path): \(String(cString: strerror(errno))); \(remedy)")
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < capacity else {
            throw Failure(
                description: "cannot bind the socket \(path): its path is longer than \(capacity - 1) bytes; "
                    + "name a shorter one under [daemon] socket")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure("make", "check the limit of open files") }
        // Only the holder of the instance lock comes here: a socket file left behind serves nobody.
        if let facts = try? FileManager.default.attributesOfItem(atPath: path) {
            guard facts[.type] as? FileAttributeType == .typeSocket else {
                close(descriptor)
                throw Failure(
                    description: "cannot bind the socket \(path): something else lies there; "
                        + "remove it, or name another path under [daemon] socket")
            }
            unlink(path)
        }
        let bound = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        let group = settings.socketGroup.flatMap { getgrnam($0)?.pointee.gr_gid }
        guard bound == 0 else { throw failure("bind", "check that its folder exists and is writable") }
        guard group == nil || chown(path, uid_t.max, group ?? gid_t.max) == 0 else {
            throw failure("give to the group '\(settings.socketGroup ?? "")'", "run the daemon as a member of it")
        }
        guard chmod(path, settings.socketMode) == 0 else { throw failure("set the mode of", "check its folder") }
        guard listen(descriptor, backlog) == 0 else { throw failure("listen on", "check the limits of the system") }
        return descriptor
    }
}
