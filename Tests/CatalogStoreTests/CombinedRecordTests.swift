import Catalog
import CatalogStore
import Foundation
import TestSupport
import Testing

/// The records of several files, read as one.
struct CombinedRecordTests {
    private typealias Source = (label: String, path: String)

    /// What a view has for every file, but for numbers that are given anew.
    private static let views = [
        "images": "*", "gone_images": "*", "end_of_life": "*", "accounts": "*", "node_agents": "*", "pools": "*",
        "pool_uses": "*",
        "changes": "account, at, kind, publisher, offer, sku, version, node_agent_sku_id, old, new, image",
        "syncs": "account, started, finished, outcome, http_status, pages, images, bytes, request_id, error_code, "
            + "error_message",
    ]

    @Test func `answer what each of them answers, with a label where two have a name`() async throws {
        let folder = try TemporaryFolder()
        let empty = folder.path("empty.db")
        try Store(path: empty).close()
        let sources: [Source] = [
            ("old", try fixture(1, in: folder)), ("older:er", try fixture(2, in: folder)), ("empty", empty),
            ("west", try await history(["a", "b"], seed: 1, in: folder)),
            ("north", try await history(["b", "c"], seed: 2, in: folder)),
            ("south", try await history(["b"], seed: 3, in: folder)), ("third", try fixture(3, in: folder)),
        ]
        let shared: Set = ["demo", "b"]
        let whole = try Store(readingOnly: sources)
        for (view, columns) in Self.views {
            var expected: [String] = []
            for source in sources {
                let one = try Store(readingOnly: source.path)
                let (names, rows) = try answer("SELECT \(columns) FROM \(view)", of: one)
                let place = try #require(names.firstIndex(of: view == "accounts" ? "name" : "account"))
                expected += rows.map { row in
                    var row = row
                    if shared.contains(row[place]) { row[place] = "\(source.label):\(row[place])" }
                    return Self.text(row)
                }
            }
            let found = try answer("SELECT \(columns) FROM \(view)", of: whole).rows.map(Self.text)
            #expect(!found.isEmpty && found.sorted() == expected.sorted(), "\(view)")
        }
        let names = try answer("SELECT name FROM accounts ORDER BY name", of: whole).rows.map { $0[0] }
        #expect(
            names == [
                "a", "c", "linux", "north:b", "odd", "old:demo", "older:er:demo", "south:b", "third:demo", "twin",
                "west:b",
            ])
        try expectEveryTable(of: sources, in: whole)
    }

    /// A table of the schema that nobody thought of would be empty.
    private func expectEveryTable(of sources: [Source], in whole: Store) throws {
        let omitted: Set = [
            "page", "page_content", "alert", "alert_account", "alert_known", "alert_event", "alert_journal",
        ]
        let tables = try answer(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite*' AND name NOT GLOB 'grdb*'",
            of: whole
        ).rows.map { $0[0] }
        #expect(tables.count >= 20 && omitted.isSubset(of: tables))
        for table in tables where !omitted.contains(table) {
            let query = "SELECT COUNT(*) FROM \(table)"
            let counts = try sources.map { Int(try answer(query, of: Store(readingOnly: $0.path)).rows[0][0]) ?? 0 }
            let count = Int(try answer(query, of: whole).rows[0][0]) ?? 0
            let isShared = ["scope", "identity", "image", "catalog", "member", "used_image"].contains(table)
            let total = counts.reduce(0, +)
            #expect(
                isShared ? count >= counts.max() ?? 0 && count < total : count == total, "\(table) \(count) \(counts)")
        }
        #expect(try answer("SELECT * FROM pragma_foreign_key_check()", of: whole).rows.isEmpty)
    }

    @Test func `tell changes and syncs in the order of time, those of each file in its own`() async throws {
        let folder = try TemporaryFolder()
        // The clock of the first is set back in between: its times stand still, its order stays.
        let sources: [Source] = [
            ("west", try await changes("a", at: [100, 900, 300, 400], in: folder)),
            ("north", try await changes("b", at: [200, 300, 350, 950], in: folder)),
        ]
        let whole = try Store(readingOnly: sources)
        let told = try answer("SELECT seq, account, substr(at, 15, 5), new FROM changes ORDER BY seq", of: whole).rows
        #expect(
            told.map { $0[1] + $0[2] } == ["b05:00", "b05:50", "a15:00", "a15:00", "a15:00", "b15:50"])
        #expect(
            told.filter { $0[1] == "a" }.map { $0[3] } == ["unverified", "verified", "unverified"])
        #expect(told.map { $0[0] } == (1...6).map(String.init))
        let syncs = try answer("SELECT id, account FROM syncs ORDER BY id", of: whole).rows
        #expect(syncs.map { $0[1] }.joined() == "abbbaaab" && syncs.map { $0[0] } == (1...8).map(String.init))
    }

    @Test func `leave the files as they are, and name the one that cannot be read`() async throws {
        let folder = try TemporaryFolder()
        let west = try await changes("a", at: [100, 200], in: folder)
        let old = try fixture(1, in: folder)
        let before = [west, old].map { FileManager.default.contents(atPath: $0) }
        _ = try Store(readingOnly: [("west", west), ("old", old)])
        #expect([west, old].map { FileManager.default.contents(atPath: $0) } == before)
        let foreign = folder.path("foreign.db")
        try Data("no database, but long enough to be taken for something".utf8).write(
            to: URL(fileURLWithPath: foreign))
        for wrong in [foreign, folder.path("absent.db")] {
            let error = #expect(throws: StoreError.self) {
                try Store(readingOnly: [("west", west), ("wrong", wrong)])
            }
            #expect(error?.description.contains(" \(wrong): ") == true)
        }
    }

    @Test(arguments: [
        (["/r/west.db", "/r/north.db"], ["west", "north"]),
        (["/r/west/images.db", "/r/north/images.db", "/r/south.db"], ["west/images", "north/images", "south"]),
        (["/a/r/images.db", "/b/r/images.db"], ["a/r/images", "b/r/images"]),
        (["/images.db", "/r/images.db"], ["images", "r/images"]),
        (["/r/images.db.v1", "/r/images.db"], ["images.db", "images"]),
        (["west.db", "./x/../north.db"], ["west", "north"]),
        (["/r/west.db", "/r/west.db"], nil), (["/r/west.db", "/r/x/../west.db"], nil),
        (["/r/west.db", "/r/west.sqlite"], nil),
    ])
    func `label files by as much of their path as tells them apart`(paths: [String], labels: [String]?) {
        #expect(FileLabel.labels(of: paths) == labels)
    }

    // MARK: - Files

    private func fixture(_ version: Int, in folder: TemporaryFolder) throws -> String {
        let fixture = try #require(
            Bundle.module.url(forResource: "version-\(version).db", withExtension: "gz", subdirectory: "Fixtures"))
        let path = folder.path("version-\(version).db")
        #expect(try Programs.run("/bin/sh", ["-c", "gzip -dc '\(fixture.path)' > '\(path)'"]).status == 0)
        return path
    }

    /// Accounts that list much the same as those of other seeds, and have pools.
    private func history(_ accounts: [String], seed: UInt64, in folder: TemporaryFolder) async throws -> String {
        let path = folder.path("history-\(seed).db")
        let temporary = TemporaryStore(store: try Store(path: path), path: path)
        var random = RandomHistory(seed: seed)
        try await temporary.configure(accounts)
        for account in accounts {
            var listing = random.listing()
            for round in 1...12 {
                try await temporary.sync(
                    listing, at: 1_000_000_000 + round * 3_600 + Int(seed), of: account, accepting: true)
                let uses = listing.prefix(round % 3 + 1).map {
                    ImageUse(.image($0.reference), agent: .named($0.nodeAgentSKUId))
                }
                try await temporary.record(
                    uses.enumerated().map { Pool(id: "p\($0.offset)", use: $0.element) },
                    at: 1_000_000_000 + round * 3_600 + Int(seed), of: account)
                listing = random.successor(of: listing)
            }
        }
        try await temporary.sync([], at: 1_000_100_000, of: accounts[0])
        try temporary.store.close()
        return path
    }

    /// An account whose one image is verified and not in turn.
    private func changes(_ account: String, at times: [Int], in folder: TemporaryFolder) async throws -> String {
        let path = folder.path("\(account).db")
        let temporary = TemporaryStore(store: try Store(path: path), path: path)
        try await temporary.configure([account])
        for (number, time) in times.enumerated() {
            let image = Image(
                reference: ImageReference(publisher: "p", offer: "o", sku: "s", version: "latest"),
                nodeAgentSKUId: "batch.node.ubuntu 22.04", osType: "linux",
                verificationType: number.isMultiple(of: 2) ? "verified" : "unverified")
            try await temporary.sync([image], at: time, of: account)
        }
        try temporary.store.close()
        return path
    }

    private func answer(_ query: String, of store: Store) throws -> (columns: [String], rows: [[String]]) {
        let json = try JSONSerialization.jsonObject(with: Data(try ReaderStatement(query).run(store)))
        let object = try #require(json as? [String: Any])
        let rows = try #require(object["rows"] as? [[Any]])
        return (try #require(object["columns"] as? [String]), rows.map { $0.map { "\($0)" } })
    }

    private static func text(_ row: [String]) -> String { row.joined(separator: " | ") }
}
