import Catalog
import CatalogStore
import RecordedListings
import Testing

/// Pages that nobody read, since they came as they are stored: what they stand for must be what they said.
struct StoredPageTests {
    private let all: [Image]

    init() throws {
        all = Array(try #require(try RecordedDay.builtIn().last).images.prefix(20))
    }

    private func images(_ temporary: TemporaryStore) async throws -> ImageCatalog? {
        try await temporary.store.read { try $0.catalog(of: TemporaryStore.account)?.catalog }
    }

    /// Everything but the log of syncs and when an account was last asked.
    private func contents(_ temporary: TemporaryStore) throws -> [[[String?]]] {
        try [
            "SELECT * FROM page", "SELECT * FROM page_content", "SELECT COUNT(*) FROM image", "SELECT * FROM catalog",
            "SELECT id, catalog, etag FROM listing", "SELECT * FROM change", "SELECT * FROM held",
        ].map(temporary.rows)
    }

    @Test(arguments: [false, true])
    func `takes the stored pages for the latest listing, and writes nothing anew`(isNotModified: Bool) async throws {
        try await TemporaryStore.with { temporary in
            _ = try await temporary.record(try await temporary.pages(sending: all), at: 100)
            let before = try contents(temporary)
            let pages = try await temporary.pages(sending: all)
            #expect(pages.count == 4 && pages.allSatisfy { $0.images == nil && $0.count == 5 })
            let result = try await temporary.record(pages, at: 200, isNotModified: isNotModified)
            #expect(result.outcome == (isNotModified ? .notModified : .unchanged) && result.images == 20)
            #expect(try contents(temporary) == before)
            #expect(try temporary.rows("SELECT DISTINCT last_seen FROM images") == [["1970-01-01T00:03:20Z"]])
        }
    }

    @Test func `notes new validators of pages that came in the same bytes`() async throws {
        try await TemporaryStore.with { temporary in
            _ = try await temporary.record(try await temporary.pages(sending: all), at: 100)
            let validators = Validators(etag: "\"2\"")
            let pages = try await temporary.pages(sending: all, validators: validators)
            #expect(try await temporary.record(pages, at: 200).outcome == .unchanged)
            #expect(try temporary.rows("SELECT etag FROM listing ORDER BY id") == [[nil], ["\"2\""]])
            let stored = try await temporary.store.pages(of: TemporaryStore.account)
            #expect(stored.count == 4 && stored.values.allSatisfy { $0.validators == validators && $0.bytes != nil })
        }
    }

    @Test func `puts pages that were read and pages that were not together`() async throws {
        try await TemporaryStore.with { temporary in
            _ = try await temporary.record(try await temporary.pages(sending: all), at: 100)
            for (at, images) in [(200, Array(all.dropLast(2))), (300, all), (400, all.reversed()), (500, [])] {
                let pages = try await temporary.pages(sending: images)
                let read = pages.count { $0.images != nil }
                #expect(read == [200: 1, 300: 1, 400: 4, 500: 1][at])
                _ = try await temporary.record(pages, at: at)
                _ = try await temporary.record(try await temporary.pages(sending: images), at: at)
                #expect(try await self.images(temporary)?.digest == ImageCatalog(images).digest, "at \(at)")
                #expect(
                    try temporary.rows(
                        "SELECT COUNT(*) = 0 FROM page_content WHERE id NOT IN (SELECT content FROM page)")
                        == [["1"]])
            }
        }
    }

    @Test func `takes the pages of a held listing for that one, and applies it when they come again`() async throws {
        try await TemporaryStore.with { temporary in
            _ = try await temporary.record(try await temporary.pages(sending: all), at: 100)
            let few = Array(all.prefix(3))
            #expect(try await temporary.record(try await temporary.pages(sending: few), at: 200).outcome == .suspect)
            // What was listed before is not what the stored pages say any more.
            let former = try await temporary.pages(sending: all)
            #expect(!former.isEmpty && former.allSatisfy { $0.images != nil })
            let repeated = try await temporary.pages(sending: few)
            #expect(!repeated.isEmpty && repeated.allSatisfy { $0.images == nil })
            let result = try await temporary.record(repeated, at: 300)
            #expect(result.outcome == .changed && result.images == 3 && result.changes == 17)
            #expect(try await images(temporary)?.digest == ImageCatalog(few).digest)
        }
    }

    @Test func `reads everything anew once the pages of a held listing gave way`() async throws {
        try await TemporaryStore.with { temporary in
            _ = try await temporary.record(try await temporary.pages(sending: all), at: 100)
            let few = Array(all.prefix(3))
            _ = try await temporary.record(try await temporary.pages(sending: few), at: 200)
            #expect(try await temporary.record(try await temporary.pages(sending: all), at: 300).outcome == .unchanged)
            let pages = try await temporary.pages(sending: few)
            #expect(!pages.isEmpty && pages.allSatisfy { $0.images != nil })
            #expect(try await temporary.record(pages, at: 400).outcome == .suspect)
            #expect(try await images(temporary)?.digest == ImageCatalog(all).digest)
        }
    }

    @Test func `takes a part of the stored pages for no more than it is`() async throws {
        try await TemporaryStore.with { temporary in
            _ = try await temporary.record(try await temporary.pages(sending: all), at: 100)
            let pages = try await temporary.pages(sending: all)
            let result = try await temporary.record(Array(pages.dropFirst()), at: 200)
            #expect(result.outcome == .changed && result.images == 15)
            #expect(try await images(temporary)?.digest == ImageCatalog(all.dropFirst(5)).digest)
        }
    }

    @Test func `records nothing of pages that the record does not have any more`() async throws {
        try await TemporaryStore.with { temporary in
            _ = try await temporary.record(try await temporary.pages(sending: all), at: 100)
            let pages = try await temporary.pages(sending: all)
            let scope = try temporary.scope()
            // They were forgotten meanwhile, or are others.
            try await temporary.configure(filter: "x")
            try await temporary.configure()
            let before = try contents(temporary)
            #expect(before[0].isEmpty && before[1].isEmpty)
            await #expect(throws: (any Error).self) { try await temporary.record(pages, at: 200, scope: scope) }
            #expect(try contents(temporary) == before)
            let other = pages.map {
                ListingPage(
                    url: $0.url, validators: Validators(), bytes: Digest(of: ["other"]), images: [all[0]],
                    nextLink: $0.nextLink)
            }
            _ = try await temporary.record(other, at: 300)
            let held = try contents(temporary)
            await #expect(throws: (any Error).self) { try await temporary.record(pages, at: 400) }
            #expect(try contents(temporary) == held)
        }
    }

    @Test func `keeps no page of a listing that is discarded`() async throws {
        try await TemporaryStore.with { temporary in
            _ = try await temporary.record(try await temporary.pages(sending: all), at: 100)
            let before = try contents(temporary)
            let pages = try await temporary.pages(sending: Array(all.dropLast()))
            await #expect(throws: SupersededSync.self) {
                try await temporary.record(pages, at: 200, scope: AccountScope(endpoint: "https://other", filter: nil))
            }
            #expect(try contents(temporary) == before)
            let next = try await temporary.pages(sending: Array(all.dropLast()))
            #expect(next.last?.images != nil)
            let result = try await temporary.record(next, at: 300)
            #expect(result.outcome == .changed && result.changes == 1)
        }
    }
}
