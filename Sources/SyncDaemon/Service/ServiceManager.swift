import Dispatch
import Foundation
import Glibc

/// Tells the service manager how the daemon is doing (sd_notify(3)); does nothing without one.
struct ServiceManager: Sendable {
    private let address: String?

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        address = environment["NOTIFY_SOCKET"]
    }

    func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }
    func stopping() { send("STOPPING=1\nSTATUS=Stopping") }
    func status(_ status: String) { send("STATUS=\(status)") }

    /// A reload has begun; ends with `ready`.
    func reloading() {
        // Dispatch counts by CLOCK_MONOTONIC, which the manager compares with.
        send("RELOADING=1\nMONOTONIC_USEC=\(DispatchTime.now().uptimeNanoseconds / 1000)")
    }

    /// One datagram; a manager that does not listen is no reason to stop.
    private func send(_ message: String) {
        guard let address, address.hasPrefix("/") || address.hasPrefix("@") else { return }
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        guard address.utf8.count < MemoryLayout.size(ofValue: target.sun_path) else { return }
        withUnsafeMutableBytes(of: &target.sun_path) { path in
            path.copyBytes(from: address.utf8)
            // An abstract name begins with a zero byte.
            if address.hasPrefix("@") { path[0] = 0 }
        }
        let descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + address.utf8.count)
        let bytes = Array(message.utf8)
        _ = withUnsafePointer(to: &target) { target in
            target.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}
