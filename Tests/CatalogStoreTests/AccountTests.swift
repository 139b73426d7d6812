import Catalog
import CatalogStore
import RecordedListings
import Testing

/// Accounts that leave the configuration, come back, take another name, or share an endpoint.
struct AccountTests {
    private let days: [[Image]]

    init() throws {
        days = try RecordedDay.builtIn().map(\.images)
    }

    private func configure(
        _ temporary: TemporaryStore, _ accounts: (name: String, formerly: String?, endpoint: String)...
    ) async throws {
        try await temporary.store.configure(
            accounts.map {
                ConfiguredAccount(
                    name: $0.name, formerly: $0.formerly, endpoint: $0.endpoint, filter: nil, staleAfter: .hours(24))
            }, now: UTCTime(seconds: 0))
    }

    @Test func `keeps what it knows of an account that left, and goes on when it comes back`() async throws {
        try await TemporaryStore.with { temporary in
            try await configure(temporary, ("a", nil, "https://x"), ("b", nil, "https://y"))
            try await temporary.sync(days[0], at: 100)
            try await temporary.sync(days[0], at: 100, of: "b")
            try await configure(temporary, ("b", nil, "https://y"))
            #expect(
                try temporary.rows("SELECT name, configured, images FROM accounts ORDER BY name")
                    == [["a", "0", "56"], ["b", "1", "56"]])
            let known = try await temporary.store.read { try $0.configuredAccounts().map(\.name) }
            #expect(known == ["b"])
            try await configure(temporary, ("a", nil, "https://x"), ("b", nil, "https://y"))
            try await temporary.sync(days[4], at: 300)
            #expect(
                try temporary.rows("SELECT DISTINCT first_seen FROM images WHERE account = 'a' ORDER BY 1")
                    == [["1970-01-01T00:01:40Z"], ["1970-01-01T00:05:00Z"]])
            #expect(try temporary.count("changes WHERE account = 'a'") != "0")
        }
    }

    @Test func `takes over the history of a former name, once`() async throws {
        try await TemporaryStore.with { temporary in
            try await configure(temporary, ("a", nil, "https://x"))
            try await temporary.sync(days[0], at: 100)
            for _ in 0..<2 {
                try await configure(temporary, ("new", "a", "https://x"))
                #expect(try temporary.rows("SELECT name, images FROM accounts") == [["new", "56"]])
            }
            // The former name is free for another account, listed after or before the one that took its history.
            try await configure(temporary, ("a", nil, "https://z"), ("new", "a", "https://x"))
            #expect(
                try temporary.rows("SELECT name, images FROM accounts ORDER BY name") == [["a", "0"], ["new", "56"]])
        }
    }

    @Test func `takes over a history also when the new name has only failed so far`() async throws {
        try await TemporaryStore.with { temporary in
            try await configure(temporary, ("a", nil, "https://x"))
            try await temporary.sync(days[0], at: 100)
            try await configure(temporary, ("new", nil, "https://x"))
            let time = UTCTime(seconds: 200)
            try await temporary.store.recordFailure(
                of: SyncAttempt(
                    account: "new", scope: try temporary.scope(of: "new"), started: time, finished: time,
                    httpStatus: 500,
                    pages: 0, bytes: 0, requestID: nil), code: "E", message: "m", nextAttempt: time,
                keepingSyncs: .days(90))
            try await configure(temporary, ("new", "a", "https://x"))
            #expect(
                try temporary.rows("SELECT name, images, state, consecutive_failures FROM accounts")
                    == [["new", "56", "failing", "1"]])
            #expect(try temporary.count("syncs WHERE account = 'new'") == "2")
            #expect(try await temporary.sync(days[4], at: 300, of: "new").outcome == .changed)
            #expect(try temporary.count("changes WHERE account = 'new'") != "0")
        }
    }

    @Test func `never puts a former history in the place of another`() async throws {
        try await TemporaryStore.with { temporary in
            try await configure(temporary, ("a", nil, "https://x"), ("b", nil, "https://y"))
            try await temporary.sync(days[0], at: 100)
            try await temporary.sync(days[5], at: 100, of: "b")
            let before = try temporary.rows("SELECT * FROM images ORDER BY 1, 2, 3, 4, 5, 6")
            await #expect(throws: HistoryConflict.self) {
                try await configure(temporary, ("b", "a", "https://y"))
            }
            #expect(try temporary.rows("SELECT * FROM images ORDER BY 1, 2, 3, 4, 5, 6") == before)
        }
    }

    @Test func `keeps two accounts of one endpoint apart`() async throws {
        try await TemporaryStore.with { temporary in
            try await configure(temporary, ("a", nil, "https://x"), ("b", nil, "https://x"))
            try await temporary.sync(days[0], at: 100)
            try await temporary.sync(days[5], at: 100, of: "b")
            try await temporary.sync(days[5], at: 200)
            #expect(try temporary.count("changes WHERE account = 'b'") == "0")
            #expect(try temporary.count("changes WHERE account = 'a'") == temporary.count("changes"))
        }
    }

    @Test func `records values and images that it does not know`() async throws {
        let odd = Image(
            reference: ImageReference(sharedGalleryImageId: "/SharedGalleries/G/Images/I"),
            nodeAgentSKUId: "batch.node.new 1",
            osType: "plan9", verificationType: "blessed", capabilities: ["Zulu", "alpha", "Ölig"])
        let twice = [odd, odd, days[0][0], days[0][0]]
        try await TemporaryStore.with { temporary in
            let result = try await temporary.sync(twice, at: 100)
            #expect(result.images == 2)
            let columns = "os_type, verification_type, capabilities, publisher"
            let rows = try temporary.rows("SELECT \(columns) FROM images WHERE publisher IS NULL")
            #expect(rows == [["plan9", "blessed", "[\"Zulu\",\"alpha\",\"Ölig\"]", nil]])
        }
    }
}
