import Foundation
import Glibc
import Logging
import ServiceLifecycle

/// Keeps the metrics in a file for node_exporter's textfile collector, replaced whole every time.
struct MetricsFile: Service {
    let metrics: DaemonMetrics
    /// Where to, as the settings say just now.
    let path: @Sendable () async -> String?
    let clock: any Clock<Duration>
    let logger: Logger

    /// Collectors are asked every 15 s to a minute.
    private static let period = Duration.seconds(15)

    func run() async throws {
        var written: String?
        var complained: String?
        while !Task.isShuttingDownGracefully {
            let path = await path()
            // Numbers that nobody keeps up any more would be taken for the present.
            if let old = written, old != path { unlink(old) }
            written = path
            if let path {
                do {
                    try replace(path, with: try await metrics.text())
                    complained = nil
                } catch {
                    let problem = "\(error)"
                    if problem != complained {
                        logger.warning(
                            "cannot write the metrics", metadata: ["file": "\(path)", "error": "\(problem)"])
                    }
                    complained = problem
                }
            }
            try? await cancelWhenGracefulShutdown { try await clock.sleep(for: Self.period) }
            if Task.isCancelled { break }
        }
    }

    /// Writes beside the file and renames: a collector sees the old numbers or the new ones.
    private func replace(_ path: String, with text: String) throws {
        let temporary = "\(path).new"
        try Data(text.utf8).write(to: URL(fileURLWithPath: temporary))
        // The collector runs as another user.
        guard chmod(temporary, 0o644) == 0, rename(temporary, path) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }
}
