import Catalog
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
            if written != path { written = nil }
            if let path {
                do {
                    try Self.replace(path, with: try await metrics.snapshot().text)
                    written = path
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

    /// A collector sees the old numbers or the new ones.
    private static func replace(_ path: String, with text: MetricsText) throws {
        let file = try FileReplacement(of: path)
        for piece in text { try file.write(piece) }
        // The collector runs as another user.
        try file.set(mode: 0o644)
        try file.finish(isLasting: false)
    }
}
