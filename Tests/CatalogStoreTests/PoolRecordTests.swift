import Catalog
import CatalogStore
import Testing

/// The live pools of an account, from one listing of them to the next.
struct PoolRecordTests {
    private func use(_ sku: String, _ agent: String = "batch.node.ubuntu 22.04", publisher: String = "canonical")
        -> ImageUse
    {
        ImageUse(
            .image(ImageReference(publisher: publisher, offer: "jammy", sku: sku, version: "latest")),
            agent: .named(agent))
    }

    private let uses = "SELECT pool, image, current, first_seen, last_seen FROM pool_uses ORDER BY first_seen, pool"

    @Test func `keep a history of what each pool used, in which only changes make rows`() async throws {
        try await TemporaryStore.with { temporary in
            try await temporary.record([Pool(id: "P1", use: use("a")), Pool(id: "p2", use: use("a"))], at: 100)
            for time in stride(from: 200, to: 1_000, by: 100) {
                try await temporary.record([Pool(id: "p2", use: use("a")), Pool(id: "P1", use: use("a"))], at: time)
            }
            #expect(try temporary.count("pool_use") == "2" && temporary.count("used_image") == "1")
            // Another image, another spelling of the pool and of the image.
            try await temporary.record(
                [Pool(id: "p1", use: use("b")), Pool(id: "p2", use: use("A", publisher: "Canonical"))], at: 1_000)
            #expect(
                try temporary.rows(uses) == [
                    ["p1", "canonical:jammy:a:latest", "0", "1970-01-01T00:01:40Z", "1970-01-01T00:15:00Z"],
                    ["p2", "Canonical:jammy:A:latest", "1", "1970-01-01T00:01:40Z", "1970-01-01T00:16:40Z"],
                    ["p1", "canonical:jammy:b:latest", "1", "1970-01-01T00:16:40Z", "1970-01-01T00:16:40Z"],
                ])
            #expect(
                try temporary.rows("SELECT pool, first_seen, uses_since, last_seen FROM pools ORDER BY pool") == [
                    ["p1", "1970-01-01T00:01:40Z", "1970-01-01T00:16:40Z", "1970-01-01T00:16:40Z"],
                    ["p2", "1970-01-01T00:01:40Z", "1970-01-01T00:01:40Z", "1970-01-01T00:16:40Z"],
                ])
        }
    }

    @Test func `go on when a pool is deleted and made again under its id`() async throws {
        try await TemporaryStore.with { temporary in
            try await temporary.record([Pool(id: "p", use: use("a"))], at: 100)
            try await temporary.record([], at: 200)
            #expect(try temporary.count("pools") == "0")
            #expect(try temporary.rows("SELECT pools FROM accounts") == [["0"]])
            try await temporary.record([Pool(id: "P", use: use("a"))], at: 300)
            #expect(
                try temporary.rows("SELECT pool, first_seen, uses_since FROM pools")
                    == [["P", "1970-01-01T00:01:40Z", "1970-01-01T00:05:00Z"]])
            #expect(
                try temporary.rows(uses).map { $0.suffix(3) } == [
                    ["0", "1970-01-01T00:01:40Z", "1970-01-01T00:01:40Z"],
                    ["1", "1970-01-01T00:05:00Z", "1970-01-01T00:05:00Z"],
                ])
        }
    }

    @Test func `stay as they were when they cannot be listed`() async throws {
        try await TemporaryStore.with { temporary in
            #expect(try temporary.rows("SELECT pools, pools_error FROM accounts") == [[nil, nil]])
            try await temporary.record([Pool(id: "p", use: use("a"))], at: 100)
            try await temporary.store.recordPoolFailure("cannot list", of: temporary.attempt(at: 200))
            #expect(try temporary.rows("SELECT pools, pools_error FROM accounts") == [["1", "cannot list"]])
            #expect(try temporary.rows("SELECT pool, last_seen FROM pools") == [["p", "1970-01-01T00:01:40Z"]])
            try await temporary.record([Pool(id: "p", use: use("a"))], at: 300)
            #expect(try temporary.rows("SELECT pools, pools_error FROM accounts") == [["1", nil]])
        }
    }

    @Test func `are of one endpoint, and of an account whose pools are to be listed`() async throws {
        try await TemporaryStore.with { temporary in
            try await temporary.record([Pool(id: "p", use: use("a"))], at: 100)
            let superseded = try temporary.attempt(at: 150)
            func configure(_ endpoint: String, _ listsPools: Bool) async throws {
                try await temporary.store.configure(
                    [
                        ConfiguredAccount(
                            name: "a", endpoint: endpoint, filter: nil, staleAfter: nil, listsPools: listsPools)
                    ], now: UTCTime(seconds: 0))
            }
            let endpoint = "https://a.example.batch.azure.com"
            try await configure(endpoint, false)
            #expect(try temporary.count("pools") == "0")
            #expect(try temporary.rows("SELECT pools, pools_error FROM accounts") == [[nil, nil]])
            try await configure(endpoint, true)
            #expect(try temporary.count("pools") == "1")
            try await configure("https://other", true)
            #expect(try temporary.count("pools") == "0" && temporary.count("pool_uses WHERE NOT current") == "1")
            #expect(try temporary.rows("SELECT pools FROM accounts") == [[nil]])
            await #expect(throws: SupersededSync.self) {
                try await temporary.store.record([Pool(id: "q", use: use("a"))], of: superseded)
            }
            #expect(try temporary.count("pools") == "0")
        }
    }

    @Test func `say which images and changes are of use`() async throws {
        func image(_ sku: String, _ agent: String, _ verification: String = "verified") -> Image {
            Image(
                reference: ImageReference(publisher: "canonical", offer: "jammy", sku: sku, version: "latest"),
                nodeAgentSKUId: agent, osType: "linux", verificationType: verification)
        }
        try await TemporaryStore.with { temporary in
            try await temporary.sync([image("a", "x"), image("b", "x"), image("c", "x")], at: 100)
            try await temporary.sync([image("a", "y"), image("b", "x", "unverified"), image("d", "x")], at: 200)
            try await temporary.record(
                [
                    Pool(id: "1", use: use("A", "X")), Pool(id: "2", use: use("b", "x")),
                    Pool(id: "3", use: use("d", "x")),
                ],
                at: 200)
            let (images, changes) = try await temporary.store.read { reader in
                var images = ImageSelection(accounts: ["a"], includesListed: true, includesGone: true, limit: 10)
                images.onlyUsed = true
                let changes = ChangeSelection(
                    accounts: ["a"], kinds: [], since: nil, until: nil, onlyUsed: true, after: nil, limit: 10)
                return (
                    try reader.images(images).images.map(\.words.reference.sku),
                    try reader.changes(changes).changes.map { "\($0.kind) \($0.sku ?? "")" }
                )
            }
            #expect(images == ["b", "d"])
            #expect(changes.sorted() == ["added d", "node-agent a", "verification b"])
        }
    }

    @Test func `hold ten thousand in an account`() async throws {
        try await TemporaryStore.with { temporary in
            let pools = (0..<10_000).map { Pool(id: "pool-\($0)", dedicatedNodes: $0, use: use("sku-\($0 % 40)")) }
            try await temporary.record(pools, at: 100)
            let others = (1..<10_001).map { Pool(id: "POOL-\($0)", dedicatedNodes: $0, use: use("sku-\($0 % 40)")) }
            try await temporary.record(others.shuffled(), at: 200)
            #expect(try temporary.rows("SELECT pools FROM accounts") == [["10000"]])
            #expect(
                try temporary.count("pool_uses") == "10001" && temporary.count("pool_uses WHERE current") == "10000")
        }
    }
}
