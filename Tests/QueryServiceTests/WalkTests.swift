import Catalog
import CatalogStore
import ControlAPI
import Foundation
import QueryService
import TestSupport
import Testing

/// Walks from page to page while the record changes under them.
struct WalkTests {
    private static let accounts = 100
    private static let images = 1000

    /// A listing of so many images; each version of an account has another one in some places.
    private static func listing(version: Int, of account: Int) -> [Image] {
        (0..<images).map { number in
            // One in a hundred goes and comes back as another: before, at and after wherever the walk is.
            let isNew = number % 100 == account % 100 && version > 0
            return Image(
                reference: ImageReference(
                    publisher: "p\(number % 7)", offer: "o\(number % 13)",
                    sku: "s\(number)\(isNew ? "-\(version)" : "")", version: "latest"),
                nodeAgentSKUId: "batch.node.ubuntu 24.04", osType: "linux", verificationType: "verified",
                endOfLife: number % 3 == 0 ? EndOfLife("2027-0\(number % 9 + 1)-01T00:00:00Z") : nil)
        }
    }

    private static func sync(_ account: Int, version: Int, in store: Store) async throws {
        let time = UTCTime(seconds: 1_800_000_000 + version)
        let page = ListingPage(
            url: "https://x", validators: Validators(), images: listing(version: version, of: account), nextLink: nil)
        _ = try await store.record(
            Listing(pages: [page], isNotModified: false),
            of: SyncAttempt(
                account: "a\(account)", scope: AccountScope(endpoint: "https://a\(account)", filter: nil),
                started: time, finished: time, httpStatus: 200, pages: 1, bytes: 1,
                requestID: nil), nextAttempt: time, keepingSyncs: .days(90))
    }

    @Test(arguments: [ImageQuery.Order.name, .endOfLife])
    func `walk 100,000 images while syncs land`(order: ImageQuery.Order) async throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.path("images.db"))
        try await store.configure(
            (0..<Self.accounts).map {
                ConfiguredAccount(name: "a\($0)", endpoint: "https://a\($0)", filter: nil, staleAfter: .days(1))
            }, now: UTCTime(seconds: 0))
        for account in 0..<Self.accounts { try await Self.sync(account, version: 0, in: store) }
        let queries = RecordQueries(store: store, now: { UTCTime(seconds: 1_800_001_000) })
        var query = ImageQuery()
        query.order = order
        query.limit = 2_500
        var walked: [String] = []
        var syncs = 0
        repeat {
            // One lands beside each page, before or after it is read.
            syncs += 1
            let version = syncs
            async let landing: Void = Self.sync(version * 37 % Self.accounts, version: version, in: store)
            let page = try JSONDecoder().decode(Page.self, from: Data(try await queries.images(query)))
            try await landing
            walked += page.images.map(\.name)
            query.after = page.next
        } while query.after != nil
        let stood = (0..<Self.accounts).flatMap { account in
            Self.listing(version: 0, of: account).enumerated().filter { $0.offset % 100 != account % 100 }
                .map { Page.Listed(account: "a\(account)", imageReference: $0.element.reference).name }
        }
        #expect(stood.count == 99_000 && Set(walked).isSuperset(of: stood), "an image is missing")
        #expect(Set(walked).count == walked.count, "an image came twice")
        #expect(syncs == 40)
        print("walk: \(walked.count) images, \(syncs) syncs")
        try store.close()
    }

    /// Names whose case SQLite and Swift each fold otherwise; and an empty gallery id.
    @Test(arguments: [ImageQuery.Order.name, .endOfLife])
    func `walk names beyond ASCII, each once`(order: ImageQuery.Order) async throws {
        try await Self.withImages { queries in
            var query = ImageQuery()
            query.order = order
            query.limit = 1
            var walked: [String] = []
            repeat {
                let page = try JSONDecoder().decode(Page.self, from: Data(try await queries.images(query)))
                walked += page.images.map(\.name)
                query.after = page.next
            } while query.after != nil && walked.count < 20
            #expect(walked.sorted() == (0..<6).map { "a s\($0)" })
        }
    }

    @Test(arguments: [
        ("agent=batch.node.élan+1", 3), ("agent=BATCH.NODE.%C3%89LAN+1", 3), ("publisher=STRASSE", 3),
        ("publisher=stra%C3%9Fe", 3), ("q=%C3%A9lan", 3), ("q=%C3%89LAN", 3), ("capability=%C3%9CBER", 6),
        ("os=L%C4%B0NUX", 6), ("filter=nodeAgentSKUId+eq+'batch.node.%C3%A9lan+1'", 3), ("q=STRASSE", 3),
        ("verification=VERIFIED", 6), ("offer=%C3%96L", 6),
    ])
    func `find names beyond ASCII in whatever case`(query: String, count: Int) async throws {
        try await Self.withImages { queries in
            let bytes = try await RecordRoute.answer("/v1/images?\(query.replacing("é", with: "%C3%A9"))", queries)
            #expect(try JSONDecoder().decode(Page.self, from: Data(bytes)).images.count == count)
        }
    }

    private static func withImages(_ body: (RecordQueries) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.path("images.db"))
        try await store.configure(
            [ConfiguredAccount(name: "a", endpoint: "https://a", filter: nil, staleAfter: .days(1))],
            now: UTCTime(seconds: 0))
        let images = (0..<6).map { number in
            Image(
                reference: ImageReference(
                    publisher: number < 3 ? "Straße" : "ÉCLAIR", offer: "Öl", sku: "s\(number)", version: "latest",
                    virtualMachineImageId: ""),
                nodeAgentSKUId: number % 2 == 0 ? "batch.node.ÉLAN 1" : "batch.node.el 9", osType: "lİnux",
                verificationType: "verified", capabilities: ["über"],
                endOfLife: number == 5 ? nil : EndOfLife("2027-01-01T00:00:00.\(number)Z"))
        }
        let time = UTCTime(seconds: 1_800_000_000)
        let page = ListingPage(url: "https://x", validators: Validators(), images: images, nextLink: nil)
        _ = try await store.record(
            Listing(pages: [page], isNotModified: false),
            of: SyncAttempt(
                account: "a", scope: AccountScope(endpoint: "https://a", filter: nil), started: time, finished: time,
                httpStatus: 200, pages: 1, bytes: 1, requestID: nil),
            nextAttempt: time, keepingSyncs: .days(90))
        try await body(RecordQueries(store: store, now: { UTCTime(seconds: 1_800_001_000) }))
        try store.close()
    }

    /// A stream whose filter matches nothing has seen all that it has looked at.
    @Test func `follow what is new, and nothing twice`() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.path("images.db"))
        try await store.configure(
            [ConfiguredAccount(name: "a0", endpoint: "https://a0", filter: nil, staleAfter: .days(1))],
            now: UTCTime(seconds: 0))
        for version in 0..<3 { try await Self.sync(0, version: version, in: store) }
        let queries = RecordQueries(store: store, now: { UTCTime(seconds: 1_800_001_000) })
        let latest = try await store.read { try $0.latestChange() }
        #expect(latest > 0)
        var query = ChangeQuery()
        query.kinds = [.osType]
        let none = try await queries.changeLines(&query)
        #expect(none.lines.isEmpty && !none.hasMore && query.after == latest)
        query.kinds = []
        #expect(try await queries.changeLines(&query).lines.isEmpty)
        let writes = queries.writes
        try await Self.sync(0, version: 3, in: store)
        #expect(queries.writes > writes)
        let some = try await queries.changeLines(&query)
        #expect(some.lines.count { $0 == UInt8(ascii: "\n") } == 20 && query.after == latest + 20)
        try store.close()
    }

    /// A page, as a client reads it.
    private struct Page: Decodable {
        struct Listed: Decodable {
            struct Reference: Decodable {
                let sku: String?
            }
            let account: String
            let imageReference: Reference

            init(account: String, imageReference: ImageReference) {
                self.account = account
                self.imageReference = Reference(sku: imageReference.sku)
            }

            var name: String { "\(account) \(imageReference.sku ?? "")" }
        }
        let images: [Listed]
        let next: String?
    }
}
