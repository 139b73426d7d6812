import Catalog
import CatalogStore
import RecordedListings
import Testing

/// How long the log of syncs is kept, and what it says.
struct SyncLogTests {
    @Test func `keeps syncs for as long as asked, and catalogs and changes for ever`() async throws {
        let days = try RecordedDay.builtIn().map(\.images)
        try await TemporaryStore.with { temporary in
            for day in 0..<200 {
                try await temporary.sync(days[day % 2 * 5], at: day * 86_400, accepting: true)
            }
            // 90 days back from the last, that day included.
            #expect(try temporary.count("syncs") == "91")
            let changes = try #require(Int(try temporary.count("changes")))
            #expect(changes > 199)
            #expect(try temporary.count("listing") == "200")
        }
    }

    @Test func `keeps at most 10,000 syncs of an account`() async throws {
        let images = Array(try RecordedDay.builtIn()[0].images.prefix(1))
        try await TemporaryStore.with { temporary in
            try await temporary.configure(["a", "b"])
            try await temporary.sync(images, at: 0, of: "b")
            for second in 0..<10_020 { try await temporary.sync(images, at: second) }
            #expect(
                try temporary.rows("SELECT account, CAST(COUNT(*) AS TEXT), MIN(started) FROM syncs GROUP BY account")
                    == [["a", "10000", "1970-01-01T00:00:20Z"], ["b", "1", "1970-01-01T00:00:00Z"]])
        }
    }

    @Test func `a clock that is years ahead for one sync leaves no trace in those after it`() async throws {
        let days = try RecordedDay.builtIn().map(\.images)
        let ahead = 100 * 31_556_952
        try await TemporaryStore.with { temporary in
            for (day, image) in [(1, 0), (2, 5), (100 + ahead / 86_400, 0), (3, 0), (4, 5)] {
                try await temporary.sync(days[image], at: day * 86_400, accepting: true)
            }
            #expect(
                try temporary.rows("SELECT CAST(unixepoch(started) / 86400 AS TEXT) FROM syncs ORDER BY id").map {
                    $0[0]
                }
                    == ["1", "2", "\(100 + ahead / 86_400)", "3", "4"])
            #expect(
                try temporary.rows(
                    "SELECT CAST(unixepoch(last_success) AS TEXT), CAST(unixepoch(last_changed) AS TEXT) FROM accounts")
                    == [["345600", "345600"]])
            #expect(try temporary.count("listing WHERE first_seen > last_seen") == "0")
            #expect(try temporary.count("change WHERE last_seen > at OR first_seen > at OR listed_since > at") == "0")
        }
    }

    @Test(arguments: [0, 900])
    func `what lies ahead of the clock keeps no account from being stale`(ahead: Int) async throws {
        let images = try RecordedDay.builtIn()[0].images
        try await TemporaryStore.with { temporary in
            try await temporary.sync(images, at: 1_000_000 + ahead)
            let account = try #require(try await temporary.store.read { try $0.configuredAccounts() }.first)
            #expect(account.isStale(now: UTCTime(seconds: 1_000_000)) == (ahead > 600))
        }
    }

    @Test func `never runs backwards, whatever the clock does`() async throws {
        let images = try RecordedDay.builtIn()[0].images
        try await TemporaryStore.with { temporary in
            for second in [1000, 400, 2000, 1500] { try await temporary.sync(images, at: second) }
            #expect(
                try temporary.rows(
                    "SELECT CAST(unixepoch(started) AS TEXT), CAST(unixepoch(finished) AS TEXT) FROM syncs")
                    == [["1000", "1000"], ["1000", "1000"], ["2000", "2000"], ["2000", "2000"]])
        }
    }
}
