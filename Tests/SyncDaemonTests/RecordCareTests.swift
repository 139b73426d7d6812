import Catalog
import CatalogStore
import Foundation
import Logging
import TestSupport
import Testing

@testable import SyncDaemon

/// What the daemon does for its file while others read it.
struct RecordCareTests {
    private static let sqlite = "/usr/bin/sqlite3"

    /// A reader that has begun and does not end.
    private func endlessReader(_ path: String) throws -> (process: Process, end: () -> Void) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.sqlite)
        process.arguments = ["-readonly", path]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data("BEGIN; SELECT COUNT(*) FROM syncs;\n".utf8))
        _ = output.fileHandleForReading.availableData
        return (
            process,
            {
                try? input.fileHandleForWriting.close()
                process.waitUntilExit()
            }
        )
    }

    @Test func `goes on writing beside an endless reader, says so, and cuts the log when it ends`() async throws {
        try await FaultTable.check(
            .local, "a reader that never ends", holds: "syncs go on, status says since when; the log is cut afterwards"
        ) {
            try await SyncedAccounts.with { synced in
                let health = RecordHealth()
                var logger = Logger(label: "test")
                logger.logLevel = .critical
                let care = RecordCare(
                    store: synced.store, health: health, scheduler: synced.scheduler, clock: FastClock(factor: 100),
                    now: { .now }, logger: logger)
                func wait(_ holds: @Sendable (RecordHealth.State) -> Bool) async throws {
                    let end = ContinuousClock.now + .seconds(60)
                    while !holds(health.state) {
                        try #require(ContinuousClock.now < end, "waited in vain: \(health.state)")
                        try await Task.sleep(for: .milliseconds(20))
                    }
                }
                try await withThrowingTaskGroup { group in
                    group.addTask { try await care.run() }
                    defer { group.cancelAll() }
                    try await wait { $0.isChecked && $0.damage == nil }
                    let reader = try endlessReader(synced.database)
                    let started = UTCTime.now
                    #expect(try await synced.sync("a")["a"]?.outcome == .unchanged)
                    try await wait { $0.heldSince != nil }
                    #expect(health.state.heldSince.map { $0 >= started.wholeSeconds } == true)
                    // Much is written meanwhile, here by another program.
                    let junk = """
                        CREATE TABLE junk AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 70)
                        SELECT randomblob(1 << 20) AS bytes FROM n
                        """
                    #expect(try Programs.run(Self.sqlite, [synced.database, junk]).status == 0)
                    #expect(try await synced.sync("a")["a"]?.outcome == .unchanged)
                    try await wait { $0.logBytes > 70 << 20 && $0.heldSince != nil }
                    reader.end()
                    try await wait { $0.logBytes <= 64 << 20 && $0.heldSince == nil }
                    #expect(try await synced.sync("b")["b"]?.outcome == .unchanged)
                }
            }
        }
    }
}
