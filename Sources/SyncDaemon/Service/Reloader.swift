import Logging
import ServiceLifecycle
import UnixSignals

/// Reads the configuration again on SIGHUP: a good one takes effect, a bad one changes nothing.
struct Reloader: Service {
    let path: String?
    let places: Places
    let scheduler: Scheduler
    let current: DaemonSettings
    let manager: ServiceManager
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            manager.reloading()
            do {
                let settings = try Settings.load(path: path, places: places)
                try await scheduler.apply(settings)
                logger.notice("reloaded", metadata: ["accounts": "\(settings.accounts.count)"])
                nameRestartKeys(settings.daemon)
                manager.ready(settings.summary)
            } catch let error as SettingsError {
                for problem in error.problems { logger.error("\(problem.description(file: error.file))") }
                logger.error("cannot reload: the configuration has problems; the old settings stay")
                manager.ready("Cannot reload: \(error.problems.count) problems in the configuration; see the log")
            } catch {
                logger.error("cannot reload; the old settings stay", metadata: ["error": "\(error)"])
                manager.ready("Cannot reload; see the log")
            }
        }
    }

    /// Settings that are fixed while the daemon runs.
    private func nameRestartKeys(_ new: DaemonSettings) {
        let changed = [
            ("database", new.database != current.database), ("socket", new.socket != current.socket),
            ("socket_mode", new.socketMode != current.socketMode),
            ("socket_group", new.socketGroup != current.socketGroup), ("operators", new.operators != current.operators),
            ("log_level", new.logLevel != current.logLevel), ("log_format", new.logFormat != current.logFormat),
        ].filter(\.1).map(\.0)
        guard !changed.isEmpty else { return }
        logger.warning(
            "restart the daemon for these to take effect", metadata: ["keys": "\(changed.joined(separator: ","))"])
    }
}

extension Settings {
    /// One line for the service manager.
    var summary: String {
        accounts.isEmpty
            ? "No accounts: add an [[account]] to the configuration, then reload"
            : "\(accounts.count) accounts"
    }
}
