import Catalog
import CatalogStore
import Foundation
import GRDB
import RecordedListings
import Testing

struct StoreTests {
    private func days() throws -> [[Image]] { try RecordedDay.builtIn().map(\.images) }

    @Test func `adds nothing for a listing that says the same`() async throws {
        let images = try days()[11]
        try await TemporaryStore.with { temporary in
            let validators = Validators(etag: "\"1\"", lastModified: "yesterday")
            try await temporary.sync(images, at: 1, validators: validators)
            func counts() throws -> [String] { try ["image", "catalog", "member", "change"].map(temporary.count) }
            let before = try counts()
            let shuffled = images.reversed().map {
                Image(
                    reference: $0.reference, nodeAgentSKUId: $0.nodeAgentSKUId, osType: $0.osType,
                    verificationType: $0.verificationType, capabilities: $0.capabilities?.reversed(),
                    endOfLife: $0.endOfLife)
            }
            let outcomes = [
                try await temporary.sync(images, at: 2, validators: validators, isNotModified: true),
                try await temporary.sync(images, at: 3, validators: validators),
                try await temporary.sync(images, at: 4),
                try await temporary.sync(images, at: 5, validators: Validators(etag: "\"2\"")),
                try await temporary.sync(shuffled, at: 6, validators: Validators(etag: "\"2\"")),
            ].map(\.outcome.rawValue)
            #expect(outcomes == ["not-modified", "unchanged", "unchanged", "unchanged", "unchanged"])
            #expect(try counts() == before)
            #expect(try temporary.count("listing") == "3")
        }
    }

    @Test func `keeps first_seen through a removal and begins a new run`() async throws {
        let all = try days()[0]
        let fewer = Array(all.dropFirst())
        let sku = try #require(all[0].reference.offer)
        let columns = "first_seen, listed_since, last_seen"
        try await TemporaryStore.with { temporary in
            try await temporary.sync(all, at: 100)
            try await temporary.sync(fewer, at: 200)
            #expect(
                try temporary.rows("SELECT \(columns) FROM gone_images") == [
                    ["1970-01-01T00:01:40Z", "1970-01-01T00:01:40Z", "1970-01-01T00:01:40Z"]
                ])
            try await temporary.sync(all, at: 300)
            #expect(
                try temporary.rows("SELECT \(columns) FROM images WHERE offer = '\(sku)'") == [
                    ["1970-01-01T00:01:40Z", "1970-01-01T00:05:00Z", "1970-01-01T00:05:00Z"]
                ])
            #expect(try temporary.count("gone_images") == "0")
            #expect(try temporary.rows("SELECT kind FROM changes ORDER BY seq") == [["removed"], ["returned"]])
        }
    }

    @Test func `holds back a listing that lost most, until it is repeated`() async throws {
        let all = try days()[0]
        let few = Array(all.prefix(20))
        try await TemporaryStore.with { temporary in
            try await temporary.sync(all, at: 100)
            #expect(try await temporary.sync(few, at: 200).outcome == .suspect)
            #expect(try temporary.count("images") == "56")
            #expect(try temporary.rows("SELECT state FROM accounts") == [["suspect"]])
            #expect(try await temporary.sync([], at: 300).outcome == .suspect)
            #expect(try await temporary.sync(few, at: 400).outcome == .suspect)
            #expect(try await temporary.sync(few, at: 500, isNotModified: true).outcome == .changed)
            #expect(try temporary.count("images") == "20")
            #expect(try await temporary.sync([], at: 600, accepting: true).outcome == .changed)
            #expect(try temporary.count("images") == "0")
        }
    }

    @Test func `records no changes when the scope changed`() async throws {
        let all = try days()[0]
        try await TemporaryStore.with { temporary in
            try await temporary.sync(all, at: 100)
            try await temporary.configure(filter: "osType eq 'linux'")
            #expect(try await temporary.sync(Array(all.prefix(5)), at: 200).outcome == .changed)
            try await temporary.configure()
            try await temporary.sync(all, at: 300)
            #expect(try temporary.count("changes") == "0")
            #expect(try temporary.count("gone_images") == "0")
            #expect(
                try temporary.rows("SELECT DISTINCT first_seen FROM images") == [["1970-01-01T00:01:40Z"]])
        }
    }

    @Test func `never lets time run backwards within an account`() async throws {
        let days = try days()
        try await TemporaryStore.with { temporary in
            try await temporary.sync(days[0], at: 1000)
            try await temporary.sync(days[2], at: 500)
            #expect(try temporary.rows("SELECT DISTINCT at FROM changes") == [["1970-01-01T00:16:40Z"]])
        }
    }

    @Test func `takes at most a kilobyte for each further account of the same images`() async throws {
        let images = try days()[11]
        #expect(images.count == 87)
        var sizes: [Int] = []
        for count in [10, 1000] {
            try await TemporaryStore.with { temporary in
                let names = (0..<count).map { "account-\($0)" }
                try await temporary.configure(names)
                for name in names { try await temporary.sync(images, at: 100, of: name) }
                sizes.append(try temporary.store.file().bytes)
            }
        }
        print("file size: \(sizes[0]) bytes with 10 accounts, \(sizes[1]) with 1,000")
        #expect((sizes[1] - sizes[0]) / 990 <= 1024)
    }

    @Test func `leaves a file of another program untouched`() async throws {
        let folder = FileManager.default.temporaryDirectory
        for (name, content) in [("text", Data("not a database, and long enough to be looked at".utf8)), ("other", nil)]
        {
            let path = folder.appendingPathComponent("foreign-\(name)-\(UUID().uuidString).db").path
            defer { try? FileManager.default.removeItem(atPath: path) }
            if let content {
                try content.write(to: URL(fileURLWithPath: path))
            } else {
                let queue = try DatabaseQueue(path: path)
                try await queue.write { try $0.execute(sql: "CREATE TABLE t (x)") }
                try queue.close()
            }
            let before = FileManager.default.contents(atPath: path)
            #expect(throws: StoreError.self) { try Store(path: path) }
            #expect(FileManager.default.contents(atPath: path) == before)
        }
    }

    @Test func `has exactly the documented columns`() async throws {
        let image = """
            account publisher offer sku version node_agent_sku_id os_type verification_type capabilities end_of_life \
            days_left virtual_machine_image_id shared_gallery_image_id community_gallery_image_id exact_version \
            first_seen listed_since last_seen
            """
        let expected = [
            "images": image, "gone_images": image,
            "end_of_life":
                "account publisher offer sku version node_agent_sku_id end_of_life first_seen last_seen image",
            "changes": "seq at account kind publisher offer sku version node_agent_sku_id old new image",
            "accounts": """
            name endpoint configured state images etag last_modified last_changed last_success last_attempt \
            next_attempt consecutive_failures last_error stale_after_seconds pools pools_error
            """,
            "syncs": """
            id account started finished outcome http_status pages images bytes request_id error_code error_message
            """,
            "pools": """
            account pool state allocation_state vm_size dedicated_nodes low_priority_nodes auto_scale created image \
            publisher offer sku version virtual_machine_image_id node_agent_sku_id containers verdict level reasons \
            end_of_life days_left first_seen uses_since last_seen
            """,
            "pool_uses": "account pool image node_agent_sku_id first_seen last_seen current",
            "node_agents": "account node_agent_sku_id os_type images verified_images last_end_of_life",
        ]
        try await TemporaryStore.with { temporary in
            for (view, columns) in expected {
                let found = try temporary.rows("SELECT name FROM pragma_table_info('\(view)') ORDER BY cid")
                #expect(found.compactMap { $0[0] }.joined(separator: " ") == columns)
            }
            #expect(try temporary.rows("PRAGMA application_id") == [["1112100167"]])
        }
    }
}
