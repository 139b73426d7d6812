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
