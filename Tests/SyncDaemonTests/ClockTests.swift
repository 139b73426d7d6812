import BatchEmulator
import Catalog
import CatalogStore
import NIOConcurrencyHelpers
import TestSupport
import Testing

@testable import SyncDaemon

/// A machine whose clock is set while the daemon runs.
struct ClockTests {
    @Test(arguments: [-600, 600])
    func `neither hurries nor stops`(seconds: Int) async throws {
        let fault = seconds < 0 ? "clock set back" : "clock set forward"
        try await FaultTable.check(
            .local, fault, holds: "no sync but those asked for; recorded times do not run backwards"
        ) {
            let offset = NIOLockedValueBox(0)
            let now: @Sendable () -> UTCTime = { UTCTime.now.advanced(by: .seconds(offset.withLockedValue(\.self))) }
            try await SyncedAccounts.with(factor: 1, now: now) { synced in
                let before = try synced.rows("SELECT last_success FROM accounts WHERE name = 'a'")
                let syncs = try synced.rows("SELECT COUNT(*) FROM syncs WHERE account = 'a'")
                offset.withLockedValue { $0 = seconds }
                // A hurried account would be refreshed between those that are asked for.
                for _ in 0..<20 { #expect(try await synced.sync("a")["a"]?.outcome == .unchanged) }
                let after = try synced.rows("SELECT last_success FROM accounts WHERE name = 'a'")
                #expect(after >= before)
                let later = try synced.rows("SELECT COUNT(*) - 20 FROM syncs WHERE account = 'a'")
                #expect(later == syncs)
            }
        }
    }
}
