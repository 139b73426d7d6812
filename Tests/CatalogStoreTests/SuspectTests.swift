import Catalog
import CatalogStore
import RecordedListings
import TestSupport
import Testing

/// Listings that are held back, baselines, and changed scopes.
struct SuspectTests {
    private let all: [Image]

    init() throws {
        all = Array(try #require(try RecordedDay.builtIn().last).images.prefix(20))
    }

    private func state(_ temporary: TemporaryStore) throws -> String {
        try temporary.rows("SELECT state || ' ' || images FROM accounts")[0][0] ?? ""
    }

    @Test(arguments: [(10, "changed"), (9, "suspect"), (1, "suspect"), (0, "suspect")])
    func `holds back what lacks more than half, or everything`(kept: Int, outcome: String) async throws {
        try await TemporaryStore.with { temporary in
            try await temporary.sync(all, at: 100)
            let result = try await temporary.sync(Array(all.prefix(kept)), at: 200)
            #expect(result.outcome.rawValue == outcome)
            #expect(try state(temporary) == (outcome == "suspect" ? "suspect 20" : "ok \(kept)"))
            #expect(try temporary.count("changes") == (outcome == "suspect" ? "0" : "\(20 - kept)"))
            #expect(try temporary.rows("SELECT outcome FROM syncs ORDER BY id DESC LIMIT 1") == [[outcome]])
        }
    }

    @Test func `counts names, not node agents, and asks for ten of them`() async throws {
        try await TemporaryStore.with { temporary in
            try await temporary.sync(Array(all.prefix(9)), at: 100)
            #expect(try await temporary.sync(Array(all.prefix(1)), at: 200).outcome == .changed)
        }
        try await TemporaryStore.with { temporary in
            try await temporary.sync(all, at: 100)
            let moved = all.map {
                Image(
                    reference: $0.reference, nodeAgentSKUId: "batch.node.new 1", osType: $0.osType,
                    verificationType: $0.verificationType, capabilities: $0.capabilities, endOfLife: $0.endOfLife)
            }
            #expect(try await temporary.sync(moved, at: 200).outcome == .changed)
        }
    }

    @Test(arguments: [false, true])
    func `applies a held listing when it is repeated, also by a 304`(isNotModified: Bool) async throws {
        try await TemporaryStore.with { temporary in
            try await temporary.sync(all, at: 100)
            try await temporary.sync(Array(all.prefix(2)), at: 200, validators: Validators(etag: "e"))
            let stored = try await temporary.store.pages(of: TemporaryStore.account)
            #expect(stored.values.first?.validators.etag == "e" && stored.values.first?.count == 2)
            let repeated = try await temporary.sync(
                Array(all.prefix(2)), at: 300, validators: Validators(etag: "e"), isNotModified: isNotModified)
            #expect(repeated.outcome == .changed && repeated.changes == 18)
            #expect(try state(temporary) == "ok 2")
        }
    }

    @Test func `forgets a held listing and its pages with another scope`() async throws {
        try await TemporaryStore.with { temporary in
            try await temporary.sync(all, at: 100)
            let few = Array(all.prefix(2))
            #expect(try await temporary.sync(few, at: 200, validators: Validators(etag: "e")).outcome == .suspect)
            try await temporary.configure(filter: "x")
            #expect(try state(temporary) == "ok 20")
            #expect(try await temporary.store.pages(of: TemporaryStore.account).isEmpty)
            try await temporary.configure()
            #expect(try await temporary.sync(few, at: 300).outcome == .suspect)
        }
    }

    @Test func `discards what was fetched with another endpoint or filter`() async throws {
        try await TemporaryStore.with { temporary in
            try await temporary.sync(all, at: 100)
            let old = try temporary.scope()
            let before = try temporary.rows("SELECT * FROM account")
            for scope in [
                AccountScope(endpoint: old.endpoint, filter: "x"), AccountScope(endpoint: "https://other", filter: nil),
            ] {
                await #expect(throws: SupersededSync.self) {
                    try await temporary.sync(Array(all.prefix(15)), at: 200, scope: scope)
                }
                let time = UTCTime(seconds: 200)
                await #expect(throws: SupersededSync.self) {
                    try await temporary.store.recordFailure(
                        of: SyncAttempt(
                            account: TemporaryStore.account, scope: scope, started: time, finished: time,
                            httpStatus: nil, pages: 0, bytes: 0, requestID: nil), code: "E", message: "m",
                        nextAttempt: time, keepingSyncs: .days(90))
                }
            }
            #expect(try temporary.rows("SELECT * FROM account") == before)
            #expect(try temporary.count("syncs") == "1" && (try temporary.count("changes")) == "0")
        }
    }

    @Test func `judges a different listing anew, and forgets the held one when a listing is well`() async throws {
        try await TemporaryStore.with { temporary in
            try await temporary.sync(all, at: 100)
            #expect(try await temporary.sync(Array(all.prefix(2)), at: 200).outcome == .suspect)
            #expect(try await temporary.sync(Array(all.prefix(3)), at: 300).outcome == .suspect)
            #expect(try await temporary.sync(Array(all.prefix(2)), at: 400).outcome == .suspect)
            #expect(try await temporary.sync(all, at: 500).outcome == .unchanged)
            #expect(try state(temporary) == "ok 20")
            #expect(try await temporary.sync(Array(all.prefix(2)), at: 600).outcome == .suspect)
            #expect(try await temporary.sync(Array(all.prefix(19)), at: 700).outcome == .changed)
            #expect(try state(temporary) == "ok 19")
        }
    }

    @Test func `keeps a held listing through a failure, which has the word in the state`() async throws {
        try await TemporaryStore.with { temporary in
            try await temporary.sync(all, at: 100)
            try await temporary.sync([], at: 200)
            let time = UTCTime(seconds: 300)
            try await temporary.store.recordFailure(
                of: SyncAttempt(
                    account: TemporaryStore.account, scope: try temporary.scope(), started: time, finished: time,
                    httpStatus: nil, pages: 0, bytes: 0,
                    requestID: nil), code: "TimedOut", message: "cannot wait longer", nextAttempt: time,
                keepingSyncs: .days(90))
            #expect(try state(temporary) == "failing 20")
            #expect(try await temporary.sync([], at: 400).outcome == .changed)
        }
    }

    @Test func `holds back a baseline only when it is empty, and records no changes for it`() async throws {
        try await TemporaryStore.with { temporary in
            #expect(try await temporary.sync([], at: 100).outcome == .suspect)
            #expect(try state(temporary) == "suspect 0")
            #expect(try await temporary.sync(all, at: 200).outcome == .changed)
            try await temporary.configure(filter: "osType eq 'windows'")
            #expect(try await temporary.sync(Array(all.prefix(1)), at: 300).outcome == .changed)
            #expect(try temporary.count("changes") == "0" && (try temporary.count("gone_images")) == "0")
            #expect(try temporary.rows("SELECT first_seen FROM images") == [["1970-01-01T00:03:20Z"]])
            try await temporary.configure()
            #expect(try await temporary.sync(all, at: 400).outcome == .changed)
            #expect(try temporary.count("changes") == "0")
            #expect(
                try temporary.rows("SELECT DISTINCT first_seen FROM images") == [["1970-01-01T00:03:20Z"]])
        }
    }
}
