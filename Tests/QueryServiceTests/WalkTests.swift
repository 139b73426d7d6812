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
