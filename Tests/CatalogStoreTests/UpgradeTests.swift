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
        #expect(try version(path) == 3 && version("\(path).v1") == 1)
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
