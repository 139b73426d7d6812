import AzureBatch
import BatchEmulator
import Catalog
import CatalogStore
import Foundation
import TestSupport
import Testing

@testable import SyncDaemon

/// The live pools of an account, whatever the service answers when it is asked for them.
@Suite(.serialized)
struct PoolSyncTests {
    /// Of a listing of pools: what goes wrong, and what `pools_error` says of it.
    static let lasting: [(String, String, String)] = [
        ("403", #"{"status":403,"code":"AuthorizationFailed"}"#, "403 AuthorizationFailed"),
        ("404", #"{"status":404,"code":"ResourceNotFound"}"#, "404 ResourceNotFound"),
        ("429 that stays", #"{"status":429,"code":"TooManyRequests"}"#, "429 TooManyRequests"),
        ("500 that stays", #"{"status":500}"#, "500 InternalError"),
        (
            "503 with Retry-After of an hour", #"{"status":503,"code":"ServerBusy","headers":{"Retry-After":"3600"}}"#,
            "503 ServerBusy"
        ),
        ("no answer", #"{"hang":true}"#, "TimedOut"),
        ("a byte now and then", #"{"drip":0.05}"#, "TimedOut"),
        ("connection closed", #"{"drop":true}"#, "ConnectionFailed"),
        ("half a body", #"{"truncated":true}"#, "ConnectionFailed"),
        ("HTML", #"{"html":true}"#, "200 MalformedPage"),
        ("garbage", #"{"garbage":true}"#, "200 MalformedPage"),
        ("200,000 brackets", #"{"deepNesting":true}"#, "200 MalformedPage"),
        ("nextLink to another host", #"{"foreignNextLink":"http://127.0.0.2:1/x"}"#, "ForeignNextLink"),
        ("redirect", #"{"redirect":"http://127.0.0.1:1/"}"#, "307 Redirected"),
        ("cycle of pages", #"{"cycle":true}"#, "PageCycle"),
        ("chain without an end", #"{"endlessChain":true}"#, "TooManyPages"),
        (
            "an id twice, in another case", #"{"status":200,"body":"{\"value\":[{\"id\":\"p\"},{\"id\":\"P\"}]}"}"#,
            "200 MalformedPage"
        ),
        ("a pool without an id", #"{"status":200,"body":"{\"value\":[{\"state\":\"active\"}]}"}"#, "200 MalformedPage"),
    ]

    @Test(arguments: lasting)
    func `never fail or delay the images, and stay as they were`(name: String, fault: String, code: String) async throws
    {
        let holds = "\(code) in pools_error; the images of the same sync are recorded, the stored pools stay; recovers"
        try await FaultTable.check(.upstream, "List Pools: \(name)", holds: holds) {
            let factor = code.hasSuffix("TooManyPages") ? 1 : FastClock.usualFactor
            try await SyncedAccounts.with(factor: factor) { synced in
                let pools = "SELECT * FROM pools ORDER BY account, pool; SELECT * FROM pool_uses"
                let before = try synced.rows(pools)
                #expect(before.split(separator: "\n").count > 10)
                var known = try JSONDecoder().decode(Fault.self, from: Data(fault.utf8))
                (known.operation, known.times) = (.pools, 200)
                await synced.emulator.setFaults([known], of: "a")
                _ = await synced.emulator.advance()
                _ = await synced.emulator.advance()
                let seen = try synced.rows("SELECT MAX(seq) FROM changes")
                let results = try await synced.sync("a", "b")
                #expect(results["a"]?.outcome == .changed && results["b"]?.outcome == .changed)
                #expect(try synced.rows("SELECT MAX(seq) FROM changes") != seen)
                // The verdicts are those of the new listing.
                let columns = "account, pool, image, first_seen, uses_since, last_seen"
                let after = try synced.rows("SELECT \(columns) FROM pools WHERE account = 'a' ORDER BY pool")
                #expect(!after.isEmpty)
                let error = try synced.rows(
                    "SELECT name, substr(pools_error, 1, \(code.count)) FROM accounts ORDER BY name")
                #expect(error == "a|\(code)\nb|\n")
                #expect(try synced.rows("SELECT state FROM accounts WHERE name = 'a'") == "ok\n")
                await synced.emulator.setFaults([], of: "a")
                try await synced.reload { $0.timeout = 2 }
                #expect(try await synced.sync("a")["a"]?.outcome == .unchanged)
                #expect(try synced.rows("SELECT pools_error IS NULL FROM accounts WHERE name = 'a'") == "1\n")
                #expect(try synced.rows("SELECT COUNT(*) FROM pool_uses WHERE NOT current") == "0\n")
            }
        }
    }

    @Test func `are not asked for where they are switched off, nor where the images cannot be listed`() async throws {
        try await SyncedAccounts.with { synced in
            func asked() async -> Int { await synced.emulator.requests(of: "a", for: .pools)?.count ?? 0 }
            let first = await asked()
            #expect(first > 0)
            var fault = Fault()
            (fault.status, fault.times) = (403, 200)
            await synced.emulator.setFaults([fault], of: "a")
            #expect(try await synced.sync("a")["a"]?.outcome == .failed)
            #expect(await asked() == first)
            await synced.emulator.setFaults([], of: "a")
            try await synced.reload { $0.listsPools = false }
            #expect(try await synced.sync("a")["a"]?.outcome == .unchanged)
            #expect(await asked() == first)
            #expect(try synced.rows("SELECT COUNT(*) FROM pools WHERE account = 'a'") == "0\n")
            #expect(try synced.rows("SELECT pools IS NULL FROM accounts WHERE name = 'a'") == "1\n")
            try await synced.reload { $0.listsPools = true }
            _ = try await synced.sync("a")
            #expect(await asked() > first)
            #expect(try synced.rows("SELECT COUNT(*) > 0 FROM pools WHERE account = 'a'") == "1\n")
        }
    }

    @Test func `are as many as there are, an empty list included`() async throws {
        try await SyncedAccounts.with(factor: 1, pageSize: 1000) { synced in
            let image =
                #""virtualMachineConfiguration":{"imageReference":{"publisher":"p","offer":"o","sku":"s"},"nodeAgentSKUId":"n"}"#
            let many = (0..<10_000).map { #"{"id":"pool-\#($0)",\#(image)}"# }.joined(separator: ",")
            #expect(await synced.emulator.setPools(try EmulatedPool.list(Array("[\(many)]".utf8)), of: "a"))
            try await synced.reload { $0.maxResults = 1000 }
            _ = try await synced.sync("a")
            #expect(try synced.rows("SELECT pools, pools_error IS NULL FROM accounts WHERE name = 'a'") == "10000|1\n")
            #expect(await synced.emulator.setPools([], of: "a"))
            _ = try await synced.sync("a")
            #expect(try synced.rows("SELECT pools FROM accounts WHERE name = 'a'") == "0\n")
            #expect(try synced.rows("SELECT COUNT(*) FROM pool_uses WHERE account = 'a' AND current") == "0\n")
        }
    }

    @Test func `that come as they were are seen again, and what comes after them is recorded`() async throws {
        try await SyncedAccounts.with { synced in
            let columns = "pool, image, verdict, reasons, first_seen, uses_since"
            let rows = "SELECT \(columns) FROM pools WHERE account = 'a' ORDER BY pool"
            let before = try synced.rows(rows)
            // As if the record had been seen long ago, so that a moment of a test is told from the next one.
            try synced.write("UPDATE account SET pools_seen = 1, pools_error = 'x' WHERE name = 'a'")
            _ = try await synced.sync("a")
            #expect(
                try synced.rows("SELECT pools_seen > 1, pools_error IS NULL FROM account WHERE name = 'a'") == "1|1\n")
            #expect(try synced.rows(rows) == before)
            // What the record no longer has is read at the next attempt.
            try synced.write("UPDATE account SET pools_digest = NULL WHERE name = 'a'")
            #expect(try await synced.sync("a")["a"]?.outcome == .failed)
            _ = try await synced.sync("a")
            #expect(try synced.rows("SELECT pools_digest IS NOT NULL FROM account WHERE name = 'a'") == "1\n")
            #expect(try synced.rows(rows) == before)
        }
    }
}
