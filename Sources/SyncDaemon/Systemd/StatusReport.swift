import Catalog
import CatalogStore
import Logging
import ServiceLifecycle

/// Keeps the one line up to date that the service manager shows of the daemon: after each sync and each reload.
struct StatusReport: Service {
    let manager: ServiceManager
    let store: Store
    let health: RecordHealth
    let standing: SettingsStanding
    let tally: SyncTally
    let clock: any Clock<Duration>
    let logger: Logger

    /// At most so often: a thousand accounts may be refreshed in one second.
    private static let pause = Duration.seconds(1)

    /// Says that the daemon is ready at its begin, and that it stops at its end: it is the first service that a stop
    /// reaches.
    func run() async throws {
        manager.ready(await line())
        try? await cancelWhenGracefulShutdown {
            while true {
                await tally.news.wait()
                try Task.checkCancellation()
                tally.news.lower()
                manager.status(await line())
                try await clock.sleep(for: Self.pause)
            }
        }
        manager.stopping()
    }

    func line() async -> String {
        do {
            let summary = try await store.read { try $0.refreshSummary() }
            return StatusLine(summary: summary, standing: standing.state, damage: health.state.damage).text
        } catch {
            logger.error("cannot tell the status", metadata: ["error": "\(error)"])
            return "The record cannot be read; see the log"
        }
    }
}
