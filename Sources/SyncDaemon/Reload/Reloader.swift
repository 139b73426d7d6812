import Logging
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// Reads the configuration again on SIGHUP: a good one takes effect, a bad one changes nothing.
struct Reloader: Service {
    let path: String?
    let places: Places
    let scheduler: Scheduler
    let post: AlertPost
    let current: DaemonSettings
    let standing: SettingsStanding
    let report: StatusReport
    let logger: Logger

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        if Hangup.wasAskedFor() { await answer() }
        for await _ in signals.cancelOnGracefulShutdown() { await answer() }
    }

    private func answer() async {
        let waiter = ReloadRequest.Waiter(places: places)
        report.manager.reloading()
        await reload()
        report.manager.ready(await report.line())
        waiter.tell(standing.state.refusal.map { "cannot reload: \($0)" })
    }

    private func reload() async {
        do {
            // Its groups are looked up, which may take long.
            let settings = try await NIOThreadPool.singleton.runIfActive { [path, places] in
                try Settings.load(path: path, places: places)
            }
            try await scheduler.apply(settings)
            try await post.apply(settings)
            // What is fixed while the daemon runs.
            let keys = DaemonSettings.keys.filter { $0.needsRestart(settings.daemon, current) }.map(\.name)
            standing.accepted(restartKeys: keys)
            logger.notice("reloaded", metadata: ["accounts": "\(settings.accounts.count)"])
            guard !keys.isEmpty else { return }
            logger.warning(
                "restart the daemon for these to take effect", metadata: ["keys": "\(keys.joined(separator: ","))"])
        } catch let error as SettingsError {
            for problem in error.problems { logger.error("\(problem.description(file: error.file))") }
            logger.error("cannot reload: the configuration has problems; the old settings stay")
            let count = error.problems.count
            standing.refused("\(count) \(count == 1 ? "problem" : "problems") in \(error.file), see the log")
        } catch {
            logger.error("cannot reload; the old settings stay", metadata: ["error": "\(error)"])
            standing.refused("\(error)")
        }
    }
}
