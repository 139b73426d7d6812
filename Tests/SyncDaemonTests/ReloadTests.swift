import AzureBatch
import BatchEmulator
import Catalog
import CatalogStore
import Foundation
import TestSupport
import Testing

@testable import SyncDaemon

/// Settings that change while accounts are refreshed.
@Suite(.serialized)
struct ReloadTests {
    private static let linux = "osType eq 'linux'"

    @Test func `files nothing that was fetched with another filter`() async throws {
        try await FaultTable.check(
            .local, "reloads that change the filter while a sync is under way",
            holds: "no change that never was; each listing under its own filter"
        ) {
            try await SyncedAccounts.with { synced in
                for round in 0..<40 {
                    // Some end before the reload, some in the middle of it.
                    let delay = Double(round % 8) * 0.002
                    try await synced.set(#"{"delay":\#(delay)}"#, times: 2)
                    let streams = try await synced.requests(["a"])
                    try await synced.reload { $0.filter = round % 2 == 0 ? Self.linux : nil }
                    for (_, events) in streams { for await _ in events {} }
                }
                await synced.emulator.setFaults([], of: "a")
                #expect(try await synced.sync("a")["a"]?.outcome != .failed)
                #expect(try synced.rows("SELECT COUNT(*) FROM changes") == "0\n")
                // What a filter lets through is never under the other one.
                let wrong = try synced.rows(
                    """
                    SELECT COUNT(*) FROM listing
                    JOIN scope ON scope.id = listing.scope
                    JOIN catalog ON catalog.id = listing.catalog
                    WHERE listing.account = 1 AND (scope.filter = '') <> (
                        catalog.images = (SELECT MAX(images) FROM catalog))
                    """)
                #expect(wrong == "0\n")
            }
        }
    }

    @Test func `ends a sync before it makes other settings hold, also when reloads meet`() async throws {
        try await SyncedAccounts.with { synced in
            try await synced.set(#"{"hang":true}"#, times: 9)
            _ = try await synced.requests(["a"])
            try await withThrowingDiscardingTaskGroup { group in
                for round in 0..<6 {
                    group.addTask { try await synced.reload { $0.filter = round % 2 == 0 ? Self.linux : nil } }
                }
            }
            await synced.emulator.setFaults([], of: "a")
            try await synced.reload { $0.filter = "startswith(osType,'w')" }
            try await synced.wait(
                "SELECT COUNT(*) FROM account JOIN listing ON listing.id = latest WHERE listing.scope = account.scope "
                    + "AND name = 'a'", until: "1\n")
            #expect(try synced.rows("SELECT COUNT(*) FROM changes") == "0\n")
        }
    }

    @Test func `fetches at once with a new filter`() async throws {
        try await SyncedAccounts.with(factor: 1) { synced in
            try await synced.reload { $0.filter = "osType eq 'windows'" }
            try await synced.wait("SELECT COUNT(*) FROM images WHERE account = 'a' AND os_type = 'linux'", until: "0\n")
        }
    }

    @Test func `tries again at once when a secret was mended, after a reload`() async throws {
        try await FaultTable.check(
            .local, "a key that is mended, then a reload", holds: "refreshed at once, not after the pause"
        ) {
            try await SyncedAccounts.with(factor: 1) { synced in
                guard case .sharedKey(_, .file(let path)) = synced.settings.accounts[0].auth else { return }
                let key = try #require(FileManager.default.contents(atPath: path))
                try Data("bm90IHRoZSBrZXk=".utf8).write(to: URL(fileURLWithPath: path))
                #expect(try await synced.sync("a")["a"]?.outcome == .failed)
                try key.write(to: URL(fileURLWithPath: path))
                try await synced.reload()
                try await synced.wait("SELECT state FROM accounts WHERE name = 'a'", until: "ok\n")
            }
        }
    }

    @Test func `lists live pools at once when a reload asks for them, the first time and again`() async throws {
        try await SyncedAccounts.with(factor: 1) { synced in
            for before in ["NULL, pools_digest = NULL", "pools_seen - 60"] {
                try await synced.reload { $0.listsPools = false }
                try synced.write("UPDATE account SET pools_seen = \(before) WHERE name = 'a'")
                try await synced.reload { $0.listsPools = true }
                try await synced.wait("SELECT pools_seen >= last_success FROM account WHERE name = 'a'", until: "1\n")
            }
        }
    }

    @Test func `leaves the service alone for as long as it asked, whatever settings change`() async throws {
        try await SyncedAccounts.with(factor: 1) { synced in
            try await synced.set(#"{"status":503,"headers":{"Retry-After":"32400"}}"#, times: 9)
            #expect(try await synced.sync("a")["a"]?.outcome == .failed)
            try await synced.reload { $0.filter = Self.linux }
            let schedule = SyncSchedule(interval: .hours(6), jitter: 0)
            let recorded = try await synced.store.schedule(of: "a")
            #expect(recorded?.isUnanswered == true)
            #expect(schedule.wait(recorded, now: .now) > .hours(8))
        }
    }

    @Test func `goes on as before when the record cannot take the new settings`() async throws {
        try await SyncedAccounts.with { synced in
            var settings = synced.settings
            settings.accounts[0].formerly = "b"
            settings.accounts.removeLast()
            await #expect(throws: HistoryConflict.self) { try await synced.scheduler.apply(settings) }
            let results = try await synced.sync("a", "b")
            #expect(results.count == 2 && results.allSatisfy { $0.value.outcome == .unchanged })
        }
    }

    @Test(arguments: [
        #""Retry-After":"999999999999""#, #""Retry-After":"99999999999999999999999999""#,
        #""Retry-After":"Fri, 31 Dec 9999 23:59:59 GMT""#, #""retry-after-ms":"999999999999999""#,
        #""x-ms-retry-after-ms":"9999999999999999999999999""#,
    ])
    func `comes back after a day, however long the service wants to be left alone`(header: String) async throws {
        try await FaultTable.check(
            .upstream, "503 with {\(header)}", holds: "one request, and the next attempt is a day away"
        ) {
            try await SyncedAccounts.with { synced in
                let before = await synced.emulator.requests(of: "a")?.count ?? 0
                try await synced.set(#"{"status":503,"headers":{\#(header)}}"#, times: 9)
                #expect(try await synced.sync("a")["a"]?.outcome == .failed)
                let wait = try synced.rows(
                    "SELECT unixepoch(next_attempt) - unixepoch(last_attempt) FROM accounts WHERE name = 'a'")
                #expect(wait == "86400\n")
                #expect(await synced.emulator.requests(of: "a")?.count == before + 1)
            }
        }
    }
}
