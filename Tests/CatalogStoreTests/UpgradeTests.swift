import Catalog
import CatalogStore
import Foundation
import GRDB
import TestSupport
import Testing

/// Files of every version that shipped, as the programs of then left them (`Fixtures`).
struct UpgradeTests {
    private static let views = [
        "images", "gone_images", "end_of_life", "changes", "accounts", "syncs", "node_agents",
    ]
    /// Those that version 4 added.
    private static let addedViews = ["pools", "pool_uses", "alerts"]

    @Test func `has the documented views and no others`() throws {
        let folder = try TemporaryFolder()
        for version in [nil, 1, 2, 3] {
            let path = try version.map { try file($0, in: folder) } ?? folder.path("new.db")
            try Store(path: path).close()
            let views = try DatabaseQueue(path: path).read {
                try String.fetchAll($0, sql: "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name")
            }
            #expect(views == (Self.views + Self.addedViews).sorted(), "from version \(version ?? 0)")
        }
    }

    /// Its `odd` account has listed what the rules before version 3 took otherwise: names beyond ASCII, fractions of a
    /// second, empty gallery ids and the year 10000.
    @Test func `finds what it left after an upgrade that changed the rules`() async throws {
        let folder = try TemporaryFolder()
        let path = try file(2, in: folder)
        let before = try answers(path)
        let store = try Store(path: path)
        let after = try answers(path)
        #expect(try version(path) == Store.schemaVersion && version("\(path).v2") == 2)
        for view in ["images", "gone_images", "end_of_life", "accounts", "syncs", "node_agents"] {
            let rows = (try #require(before[view]).rows, try #require(after[view]).rows)
            let isOdd = { (row: [String]) in row.contains("\"odd\"") || row.contains("\"twin\"") }
            let columns = try #require(before[view]).columns.count
            #expect(
                rows.0.filter { !isOdd($0) } == rows.1.filter { !isOdd($0) }.map { Array($0.prefix(columns)) },
                "\(view)")
        }
        // Three changes from a date to itself are none, nor is another spelling of one name.
        let changes = (try #require(before["changes"]).rows, try #require(after["changes"]).rows)
        #expect(changes.0.count == 247 && changes.1.count == 242)
        #expect(Set(changes.1).isSubset(of: changes.0))
        // Every digest says what the images say by the rules of now: nothing is news to the next sync.
        let temporary = TemporaryStore(store: store, path: path)
        for account in ["demo", "odd", "twin"] {
            let images = try await store.read { try $0.catalog(of: account)?.catalog.images ?? [] }
            let result = try await temporary.sync(images, at: 1_800_000_000, of: account)
            #expect(result.outcome == .unchanged, "\(account)")
        }
        let dated = "SELECT end_of_life, last_seen FROM end_of_life WHERE account = 'odd' AND sku = 'dated' ORDER BY 1"
        #expect(
            try temporary.rows(dated) == [
                ["2027-01-01T00:00:00Z", "2023-11-17T22:13:20Z"], ["2028-01-01T00:00:00Z", "2027-01-15T08:00:00Z"],
            ])
        let folded = "SELECT first_seen FROM images WHERE account = 'odd' AND sku = 'folded'"
        #expect(try temporary.rows(folded) == [["2023-11-14T22:13:20Z"]])
        #expect(try temporary.count("gone_images WHERE account = 'odd'") == "0")
        #expect(try temporary.rows("PRAGMA foreign_key_check").isEmpty)
        // Images that an empty id made one of twelve are themselves again.
        let odd = try await store.read { try $0.catalog(of: "odd")?.catalog.images ?? [] }
        #expect(odd.filter { $0.reference.offer == "empty" }.count == 1)
        let all = (1...12).map { number in
            Image(
                reference: ImageReference(publisher: "odd", offer: "empty", sku: "empty-\(number)", version: "latest"),
                nodeAgentSKUId: "batch.node.ÉLAN 1", osType: "linux", verificationType: "verified")
        }
        let result = try await temporary.sync(
            odd.filter { $0.reference.offer != "empty" } + all, at: 1_800_000_100, of: "odd")
        #expect(result.outcome == .changed && result.changes == 11)
        try store.close()
    }

    private func file(_ version: Int, in folder: TemporaryFolder) throws -> String {
        let fixture = try #require(
            Bundle.module.url(forResource: "version-\(version).db", withExtension: "gz", subdirectory: "Fixtures"))
        let path = folder.path("images.db")
        #expect(try Programs.run("/bin/sh", ["-c", "gzip -dc '\(fixture.path)' > '\(path)'"]).status == 0)
        return path
    }

    /// The columns of each view, and its rows with whatever order.
    private func answers(_ path: String) throws -> [String: (columns: [String], rows: [[String]])] {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration).read { db in
            var answers: [String: (columns: [String], rows: [[String]])] = [:]
            for view in Self.views {
                let rows = try Row.fetchAll(db, sql: "SELECT * FROM \(view)")
                let texts = rows.map { Array($0.databaseValues.map(\.description)) }
                answers[view] = (
                    try db.columns(in: view).map(\.name), texts.sorted { $0.lexicographicallyPrecedes($1) }
                )
            }
            return answers
        }
    }

    private func version(_ path: String) throws -> Int {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration).read {
            try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0
        }
    }

    @Test func `says the same after an upgrade, and keeps a copy`() throws {
        let folder = try TemporaryFolder()
        let path = try file(1, in: folder)
        let before = try answers(path)
        #expect(before["changes"]?.rows.count == 241 && before["end_of_life"]?.rows.count == 54)
        try Store(path: path).close()
        #expect(try version(path) == Store.schemaVersion && version("\(path).v1") == 1)
        let after = try answers(path)
        let copy = try answers("\(path).v1")
        for view in Self.views {
            let (old, new) = (try #require(before[view]), try #require(after[view]))
            // Views only gain columns, at the end.
            #expect(Array(new.columns.prefix(old.columns.count)) == old.columns)
            #expect(new.rows.map { Array($0.prefix(old.columns.count)) } == old.rows, "\(view)")
            #expect(try #require(copy[view]).rows == old.rows, "\(view)")
        }
        // The next start finds nothing to do, and leaves the copy alone.
        let kept = FileManager.default.contents(atPath: "\(path).v1")
        try Store(path: path).close()
        #expect(FileManager.default.contents(atPath: "\(path).v1") == kept)
    }

    @Test func `records pools in a file of any version`() async throws {
        for version in [1, 2, 3] {
            let folder = try TemporaryFolder()
            let path = try file(version, in: folder)
            let store = try Store(path: path)
            let temporary = TemporaryStore(store: store, path: path)
            #expect(try temporary.rows("SELECT DISTINCT pools FROM accounts") == [[nil]])
            let image = try #require(try await store.read { try $0.catalog(of: "demo")?.catalog.images.first })
            let use = ImageUse(.image(image.reference), agent: .named(image.nodeAgentSKUId))
            try await temporary.record([Pool(id: "p", use: use)], at: 2_000_000_000, of: "demo")
            let pools = try temporary.rows("SELECT pool, verdict NOT IN ('unknown', 'never-listed') FROM pools")
            #expect(pools.map(\.[0]) == ["p"] && pools[0][1] == "1")
            try store.close()
        }
    }

    @Test func `goes on with an upgrade that was cut short, and with the record after it`() async throws {
        let folder = try TemporaryFolder()
        let path = try file(1, in: folder)
        try Store(path: path).close()
        // As a stop between the tables and the views leaves it.
        #expect(try Programs.run("/usr/bin/sqlite3", [path, "PRAGMA user_version = 1"]).status == 0)
        let store = try Store(path: path)
        let temporary = TemporaryStore(store: store, path: path)
        let images = try await store.read { try $0.catalog(of: "demo")?.catalog.images ?? [] }
        #expect(images.count == 68)
        let result = try await temporary.sync(Array(images.dropFirst()), at: 2_000_000_000, of: "demo")
        #expect(result.outcome == .changed && result.changes == 1)
        try store.close()
    }

    /// As if its last listing had come in four pages with validators; nothing was noted of their bytes.
    @Test func `asks for the pages of before an upgrade by their validators, and reads what comes anew`() async throws {
        let folder = try TemporaryFolder()
        let path = try file(3, in: folder)
        try await DatabaseQueue(path: path).write { db in
            for page in 0..<4 {
                try db.execute(
                    sql: """
                        INSERT INTO page_content (digest, images)
                        SELECT 'page ' || :page, json_group_array(image)
                        FROM (
                            SELECT member.image
                            FROM account
                            JOIN listing ON listing.id = account.latest
                            JOIN member ON member.catalog = listing.catalog
                            WHERE account.name = 'demo' AND member.position / 20 = :page
                            ORDER BY member.position);
                        INSERT INTO page (account, url, etag, next_link, content)
                        SELECT id, 'u' || :page, 'e', CASE WHEN :page < 3 THEN 'u' || (:page + 1) END,
                            last_insert_rowid()
                        FROM account WHERE name = 'demo';
                        """, arguments: ["page": page])
            }
        }
        let store = try Store(path: path)
        let temporary = TemporaryStore(store: store, path: path)
        let stored = try await store.pages(of: "demo")
        #expect(stored.count == 4 && stored.values.reduce(0) { $0 + $1.count } == 70)
        #expect(stored.values.allSatisfy { $0.bytes == nil && !$0.validators.isEmpty && $0.images == nil })
        let pages = try temporary.chain(of: "demo", stored)
        let again = try await temporary.record(
            pages.map { $0.again() }, at: 2_000_000_000, of: "demo", isNotModified: true)
        #expect(again.outcome == .notModified && again.images == 70)
        let images = try await store.read { try $0.catalog(of: "demo")?.catalog.images ?? [] }
        let read = ListingPage(
            url: pages[0].url, validators: pages[0].validators, bytes: Digest(of: ["1"]),
            images: Array(images.dropFirst().prefix(19)), nextLink: pages[0].nextLink)
        let changed = try await temporary.record(
            [read] + pages.dropFirst().map { $0.again() }, at: 2_000_000_100, of: "demo")
        #expect(changed.outcome == .changed && changed.images == 69 && changed.changes == 1)
        let after = try await store.pages(of: "demo")
        #expect(after[read.url]?.bytes == read.bytes && after[read.url]?.count == 19)
        #expect(try temporary.rows("SELECT CAST(COUNT(DISTINCT content) AS TEXT) FROM page") == [["4"]])
        #expect(try temporary.rows("SELECT CAST(COUNT(*) AS TEXT) FROM page_content") == [["4"]])
        try store.close()
    }

    @Test func `reads a file of an older version without changing it`() async throws {
        let folder = try TemporaryFolder()
        let path = try file(1, in: folder)
        let bytes = FileManager.default.contents(atPath: path)
        let expected = try answers(path)["images"]?.rows.count
        let store = try Store(readingOnly: path)
        let images = try await store.read { try $0.catalog(of: "demo")?.catalog.images ?? [] }
        #expect(images.count == expected)
        #expect(FileManager.default.contents(atPath: path) == bytes)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["images.db"])
    }

    @Test(arguments: [
        ("DROP VIEW images", "view images is missing"),
        ("DROP INDEX change_by_time", "index change_by_time is missing"),
        ("ALTER TABLE held ADD COLUMN more", "table held is not as it was made"),
    ])
    func `refuses a file whose schema was changed`(sql: String, message: String) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("images.db")
        try Store(path: path).close()
        let queue = try DatabaseQueue(path: path)
        // What others put beside ours is theirs.
        try await queue.write {
            try $0.execute(sql: "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)")
        }
        try Store(path: path).close()
        try await queue.write { try $0.execute(sql: sql) }
        try queue.close()
        let error = #expect(throws: StoreError.self) { try Store(path: path) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}
