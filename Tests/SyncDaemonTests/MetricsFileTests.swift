import Catalog
import CatalogStore
import Foundation
import Logging
import TestSupport
import Testing

@testable import SyncDaemon

struct MetricsFileTests {
    /// Writes the metrics once.
    private func write(_ path: String, _ folder: TemporaryFolder) async throws {
        let store = try Store(path: folder.path("record.db"))
        let metrics = DaemonMetrics(
            store: store, health: RecordHealth(), tally: SyncTally(), started: .now, now: { .now })
        let (rounds, begun) = AsyncStream.makeStream(of: Void.self)
        let file = MetricsFile(
            metrics: metrics,
            path: {
                begun.yield()
                return path
            }, clock: FastClock(factor: 150), logger: Logger(label: "test"))
        try await withThrowingTaskGroup { group in
            group.addTask { try await file.run() }
            defer { group.cancelAll() }
            // One round is over when the next begins.
            for try await _ in rounds.dropFirst() { return }
        }
        try store.close()
    }

    @Test func `follows no link to what it must not touch`() async throws {
        try await FaultTable.check(
            .local, "metrics_file: a link to another file, in its place and beside it",
            holds: "the link is replaced; the other file, and its mode, stay"
        ) {
            let folder = try TemporaryFolder()
            let precious = try folder.secret("images.db", "precious")
            let path = folder.path("batchimgd.prom")
            for link in [path, "\(path).new"] { symlink(precious, link) }
            try await write(path, folder)
            // Of a link, the link's own.
            let type = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
            #expect(type == .typeRegular)
            #expect(try String(contentsOfFile: precious, encoding: .utf8) == "precious")
            let modes = try [precious, path].map {
                try FileManager.default.attributesOfItem(atPath: $0)[.posixPermissions] as? Int
            }
            #expect(modes == [0o600, 0o644])
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
            #expect(left.count { $0.hasPrefix("batchimgd.prom") } == 2, "\(left)")
        }
    }

    @Test func `cannot be what the daemon lives by`() throws {
        let folder = try TemporaryFolder()
        symlink(folder.url.path, folder.path("folder"))
        let places = Places(
            environment: ["STATE_DIRECTORY": folder.url.path, "RUNTIME_DIRECTORY": folder.url.path], isRoot: false)
        func problem(_ name: String) -> String {
            do {
                _ = try Settings.parse(
                    "[daemon]\nmetrics_file = \"\(folder.path(name))\"", file: folder.path("c.toml"), places: places)
                return ""
            } catch {
                return error.description
            }
        }
        for (name, use) in [
            ("images.db", "the database"), ("folder/images.db", "the database"), ("images.db-wal", "its log"),
            ("images.db.lock", "its lock"), ("batchimgd.sock", "the socket"),
            ("folder/folder/c.toml", "the configuration"),
        ] {
            let text = problem(name)
            #expect(
                text.contains(":2: daemon.metrics_file: cannot write metrics over \(use): name another file"), "\(text)"
            )
        }
        #expect(problem("batchimgd.prom") == "")
    }
}
