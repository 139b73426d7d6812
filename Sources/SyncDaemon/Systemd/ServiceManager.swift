import Dispatch
import Foundation
import Glibc
import NIOPosix

/// Tells the service manager how the daemon is doing (sd_notify(3)); does nothing without one.
struct ServiceManager: Sendable {
    private let address: String?
    /// How long it waits for a sign of life before it ends the daemon (sd_watchdog_enabled(3)); `nil`: for ever.
    let patience: Duration?

    init(
        environment: [String: String] = ProcessInfo.processInfo.environment, processID: pid_t = getpid()
    ) {
        address = environment["NOTIFY_SOCKET"]
        let isMeant = environment["WATCHDOG_PID"].flatMap(pid_t.init).map { $0 == processID } ?? true
        patience = environment["WATCHDOG_USEC"].flatMap(Int.init).flatMap {
            isMeant && $0 > 0 ? .microseconds($0) : nil
        }
    }

    func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }
    func stopping() { send("STOPPING=1\nSTATUS=Stopping: open requests are finished") }
    func status(_ status: String) { send("STATUS=\(status)") }
    func alive() { send("WATCHDOG=1") }

    /// The start, or the stop, goes on: it may take so long from now.
    func extend(by time: Duration, _ status: String) {
        send("EXTEND_TIMEOUT_USEC=\(time.milliseconds * 1000)\nSTATUS=\(status)")
    }

    /// A reload has begun; ends with `ready`.
    func reloading() {
        // Its uptime is CLOCK_MONOTONIC; the clock's own timespec is not visible in every build.
        send("RELOADING=1\nMONOTONIC_USEC=\(DispatchTime.now().uptimeNanoseconds / 1000)")
    }

    /// One datagram; a manager that does not listen is no reason to stop.
    private func send(_ message: String) {
        guard let address, address.hasPrefix("/") || address.hasPrefix("@") else { return }
        UnixDatagram.send(message, to: address)
    }
}

extension ServiceManager {
    /// The time that each sign of going on asks for; the next one comes after a third of it.
    private static let time = Duration.seconds(30)
    private static let pause = 10

    /// Runs work that may take long (an older record is brought up to date), on a thread of its own, and meanwhile asks
    /// the service manager for time: from a queue that no task can keep busy.
    func starting<Value: Sendable>(
        _ status: String, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let timer = DispatchSource.makeTimerSource()
        timer.setEventHandler { extend(by: Self.time, status) }
        timer.schedule(deadline: .now() + .seconds(Self.pause), repeating: .seconds(Self.pause))
        extend(by: Self.time, status)
        timer.activate()
        defer { timer.cancel() }
        return try await NIOThreadPool.singleton.runIfActive(work)
    }
}
