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
            // 90 days back from the last but one, that day included; those that were held back are logged twice.
            #expect(try temporary.rows("SELECT MIN(started) FROM syncs") == [["1970-04-19T00:00:00Z"]])
            let changes = try #require(Int(try temporary.count("changes")))
            #expect(changes > 199)
            #expect(try temporary.count("listing") == "200")
        }
    }

    @Test func `is not emptied by a clock that is years ahead, and loses nothing to one that is years behind`()
        async throws
    {
        let images = try RecordedDay.builtIn()[0].images
        let now = 1_800_000_000
        try await TemporaryStore.with { temporary in
            for seconds in [now, now + 150_000_000, now + 60, 3600, now + 120] {
                try await temporary.sync(images, at: seconds)
            }
            #expect(try temporary.count("syncs WHERE started >= '2027'") == "4")
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

    @Test(arguments: [150_000_000, -150_000_000])
    func `lets one sync under a wrong clock spoil neither later times nor the age of data`(off: Int) async throws {
        let days = try RecordedDay.builtIn().map(\.images)
        let now = 1_700_000_000
        try await TemporaryStore.with { temporary in
            try await temporary.sync(days[0], at: now)
            try await temporary.sync(days[1], at: now + off)
            let account = try await temporary.store.read { try $0.configuredAccounts()[0] }
            let (time, late) = (UTCTime(seconds: now + 60), UTCTime(seconds: now + off + 60))
            #expect(account.isStale(now: time) && !account.isStale(now: late))
            #expect((account.timeAhead(now: time) != nil) == (off > 0))
            try await temporary.sync(days[1], at: now + 120)
            let after = try await temporary.store.read { try $0.configuredAccounts()[0] }
            #expect(after.lastSuccess == UTCTime(seconds: now + 120) && after.lastAttempt == after.lastSuccess)
            #expect(!after.isStale(now: UTCTime(seconds: now + 180)))
            let catalog = try await temporary.store.read {
                try $0.catalog(of: TemporaryStore.account, at: UTCTime(seconds: now + 130))?.catalog
            }
            #expect(catalog?.digest == ImageCatalog(days[1]).digest)
            try await temporary.sync(days[2], at: now + 240)
            #expect(
                try temporary.rows(
                    "SELECT CAST(MAX(unixepoch(at)) AS TEXT) FROM changes WHERE seq = (SELECT MAX(seq) FROM changes)")
                    == [["\(now + 240)"]])
        }
    }

    @Test func `never runs backwards when the clock is set back a little`() async throws {
        let images = try RecordedDay.builtIn()[0].images
        try await TemporaryStore.with { temporary in
            for second in [1000, 400, 2000, 1400] { try await temporary.sync(images, at: second) }
            #expect(
                try temporary.rows(
                    "SELECT CAST(unixepoch(started) AS TEXT), CAST(unixepoch(finished) AS TEXT) FROM syncs")
                    == [["1000", "1000"], ["1000", "1000"], ["2000", "2000"], ["2000", "2000"]])
        }
    }
}
