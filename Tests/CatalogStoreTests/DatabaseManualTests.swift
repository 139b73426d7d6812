import Catalog
import CatalogStore
import Foundation
import RecordedListings
import TestSupport
import Testing

/// The manual page batchimgd-database(5) says what the file shows.
struct DatabaseManualTests {
    private struct Column {
        let name: String
        let type: String
        let isNeverNull: Bool
    }

    private let page: String

    init() throws {
        let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized
        page = try String(contentsOf: root.appendingPathComponent("man/batchimgd-database.5"), encoding: .utf8)
    }

    /// The columns of each view, in order, as the page has them.
    private var views: [String: [Column]] {
        var views: [String: [Column]] = [:]
        var view = ""
        for line in page.split(separator: "\n") {
            if line.hasPrefix(".Ss ") { view = String(line.dropFirst(4)) }
            guard line.hasPrefix(".It Va ") else { continue }
            let cells = line.dropFirst(7).components(separatedBy: " Ta ")
            views[view, default: []].append(Column(name: cells[0], type: cells[1], isNeverNull: cells[2] == "-"))
        }
        views["gone_images"] = views["images"]
        return views
    }

    private var examples: [String] {
        page.components(separatedBy: ".Bd -literal -offset indent\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n.Ed").first
        }
    }

    /// Every recorded day, a gallery image, a failed sync and an account that never answered.
    private func record(_ temporary: TemporaryStore) async throws {
        try await temporary.configure(["contoso", "fabrikam"])
        let gallery = Image(
            reference: ImageReference(communityGalleryImageId: "/communityGalleries/g/images/i/versions/1"),
            nodeAgentSKUId: "batch.node.el 9", osType: "linux", verificationType: "unverified")
        for (index, day) in try RecordedDay.builtIn().enumerated() {
            try await temporary.sync(
                day.images + [gallery], at: 1_700_000_000 + index * 86_400, of: "contoso", accepting: true)
        }
        let uses = [
            ImageUse(.image(ImageReference(publisher: "p", offer: "o", sku: "s")), agent: .named("batch.node.x 1")),
            ImageUse(.image(gallery.reference), agent: .named("batch.node.el 9")),
            ImageUse(.image(ImageReference(virtualMachineImageId: "/subscriptions/x")), agent: .unsaid),
            ImageUse(.cloudServices, agent: .unsaid),
        ]
        let pools = uses.enumerated().map { index, use in
            Pool(
                id: "pool-\(index)", state: index == 0 ? nil : "active", autoScale: index == 1 ? true : nil,
                created: index == 2 ? UTCTime(seconds: 1) : nil, use: use)
        }
        try await temporary.record(pools, at: 1_700_000_000, of: "contoso")
        try await temporary.record(Array(pools.dropFirst()), at: 1_790_000_000, of: "contoso")
        try await temporary.record([], at: 1_790_000_000, of: "fabrikam")
        try await temporary.store.recordPoolFailure("403 no", of: temporary.attempt(at: 1_790_000_001, of: "fabrikam"))
        try await temporary.store.configure(
            alerts: [AlertBookTests.alert(within: [90], images: ["all"])], now: UTCTime(seconds: 1_790_000_010))
        // Long enough after it for a summary without the account that never answered.
        try await temporary.store.turnAlerts(now: UTCTime(seconds: 1_790_200_000), keeping: .days(90))
        let event = try #require(try await temporary.store.nextEvent(of: "ops"))
        let now = UTCTime(seconds: 1_790_200_010)
        _ = try await temporary.store.recordUntold(event, "no", at: now, next: now, patience: .days(3))
        let time = UTCTime(seconds: 1_800_000_000)
        try await temporary.store.recordFailure(
            of: SyncAttempt(
                account: "contoso", scope: try temporary.scope(of: "contoso"), started: time, finished: time,
                httpStatus: nil, pages: 0, bytes: 0, requestID: nil),
            code: "ConnectionFailed", message: "cannot connect", nextAttempt: time, keepingSyncs: .days(36_500))
    }

    @Test func `names every column in order, with its type and whether it can be NULL`() async throws {
        try await TemporaryStore.with { temporary in
            try await record(temporary)
            for view in [
                "images", "gone_images", "end_of_life", "changes", "accounts", "syncs", "node_agents", "pools",
                "pool_uses", "alerts",
            ] {
                let columns = try #require(views[view], "\(view)")
                let found = try temporary.rows("SELECT name FROM pragma_table_info('\(view)') ORDER BY cid")
                #expect(found.map { $0[0] } == columns.map(\.name), "\(view)")
                #expect(try temporary.rows("SELECT 1 FROM \(view) LIMIT 1").count == 1, "\(view) is empty")
                for column in columns {
                    let types = Set(
                        try temporary.rows("SELECT DISTINCT typeof(\(column.name)) FROM \(view)").compactMap { $0[0] })
                    let expected = column.type == "integer" ? "integer" : "text"
                    #expect(types.subtracting(["null"]).isSubset(of: [expected]), "\(view).\(column.name)")
                    #expect(!column.isNeverNull || !types.contains("null"), "\(view).\(column.name)")
                    guard column.type == "time" else { continue }
                    let pattern = String(repeating: "[0-9]", count: 2)
                    let glob = "\(pattern)\(pattern)-\(pattern)-\(pattern)T\(pattern):\(pattern):\(pattern)Z"
                    let others = try temporary.rows(
                        "SELECT \(column.name) FROM \(view) WHERE \(column.name) NOT GLOB '\(glob)'")
                    #expect(others.isEmpty, "\(view).\(column.name)")
                }
            }
        }
    }

    @Test func `has examples that answer`() async throws {
        try await TemporaryStore.with { temporary in
            try await record(temporary)
            #expect(examples.count == 11)
            for example in examples {
                let result = try Programs.run("/usr/bin/sqlite3", ["-readonly", temporary.path, example])
                #expect(result.status == 0 && !result.output.isEmpty && result.errors.isEmpty, "\(example): \(result)")
            }
        }
    }

    @Test func `names the version of the schema`() {
        #expect(page.contains("the version of the schema, now \(Store.schemaVersion)."))
    }
}
