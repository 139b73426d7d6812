import Catalog
import CatalogStore
import Logging
import ServiceLifecycle

/// Looks after the record while the daemon runs: reads it once for damage, and keeps the write-ahead log short.
struct RecordCare: Service {
    let store: Store
    let health: RecordHealth
    let scheduler: Scheduler
    let clock: any Clock<Duration>
    let now: @Sendable () -> UTCTime
    let logger: Logger

    private static let period = Duration.seconds(15)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            let isSound = try await isSound()
            // A service that returned would end the daemon, which still has questions to answer.
            while true {
                if isSound { try await shortenLog() }
                try await clock.sleep(for: Self.period)
            }
        }
    }

    /// Whether the file may be written; if not, nobody writes it from here on.
    private func isSound() async throws -> Bool {
        let damage: String?
        do {
            damage = try await store.damage()
        } catch let error as CancellationError {
            throw error
        } catch {
            logger.error("cannot check the record for damage", metadata: ["error": "\(error)"])
            return true
        }
        health.checked(damage)
        guard let damage else { return true }
        await scheduler.halt("the database is damaged: \(damage)")
        logger.critical(
            "the database is damaged: nothing is written any more; restore a copy",
            metadata: ["database": "\(store.path)", "damage": "\(damage)"])
        return false
    }

    private func shortenLog() async throws {
        do {
            let log = try await store.checkpoint()
            guard health.noted(log, at: now()) else { return }
            logger.warning(
                "a reader keeps the write-ahead log from being shortened; find it with fuser",
                metadata: ["database": "\(store.path)", "bytes": "\(log.bytes)"])
        } catch let error as CancellationError {
            throw error
        } catch {
            logger.error("cannot shorten the write-ahead log", metadata: ["error": "\(error)"])
        }
    }
}
