import NIOCore
import NIOPosix
import ServiceLifecycle

/// Tells the service manager that the daemon works, as often as it wants to hear it: only when all that does the work
/// has answered, the scheduler with every account's runner and every event loop of the socket. A sync in flight waits
/// elsewhere and holds none of them up; neither do readers of the record.
struct Watchdog: Service {
    let manager: ServiceManager
    let scheduler: Scheduler
    let clock: any Clock<Duration>

    func run() async throws {
        guard let patience = manager.patience else {
            try? await gracefulShutdown()
            return
        }
        try? await cancelWhenGracefulShutdown {
            while true {
                _ = await scheduler.syncing()
                for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() { try await loop.submit {}.get() }
                manager.alive()
                try await clock.sleep(for: patience / 2)
            }
        }
    }
}
