import BatchEmulator
import Catalog
import CatalogStore
import RecordedListings
import TestSupport
import Testing

@testable import SyncDaemon

/// Listings of which the service sends only the pages that changed, thirty images each.
struct PartialListingTests {
    /// - Parameter validators: else the service sends every page, of which those in the same bytes are not read.
    @Test(arguments: [true, false])
    func `puts a listing together from pages that changed and pages that did not`(validators: Bool) async throws {
        let all = try #require(try RecordedDay.builtIn().last).images
        let dated = EndOfLife("2031-05-01T00:00:00Z")
        func changed(_ images: [Image], at place: Int) -> [Image] {
            var images = images
            let old = images[place]
            images[place] = Image(
                reference: old.reference, nodeAgentSKUId: old.nodeAgentSKUId, osType: old.osType,
                verificationType: old.verificationType, capabilities: old.capabilities, endOfLife: dated)
            return images
        }
        let second = changed(all, at: 40)
        let last = changed(second, at: 66)
        // What happened, the listing after it, and how many of its pages are sent.
        let steps: [(String, images: [Image], sent: Int)] = [
            ("nothing", all, 0), ("a change on page 2", second, 1), ("nothing again", second, 0),
            ("a change on page 3", last, 1),
            ("one less on page 1, so that all pages shift", Array(last.dropFirst()), 3),
            ("as before", last, 3), ("a next page less", Array(last.prefix(60)), 1),
            ("still less", Array(last.prefix(59)), 1), ("a next page more", Array(last.prefix(61)), 2),
            ("all in another order", Array(last.prefix(61).reversed()), 3), ("all back", last, 3),
        ]
        try await SyncedAccounts.with(validators: validators) { synced in
            await synced.emulator.setImages(all, of: "a")
            // Held back at first: it has little of what the account listed before.
            for _ in 0..<2 { _ = try await synced.sync("a") }
            var former = ImageCatalog(all).digest
            for (step, images, sent) in steps {
                await synced.emulator.setImages(images, of: "a")
                let before = await synced.emulator.requests(of: "a")?.count ?? 0
                let result = try #require(try await synced.sync("a")["a"])
                #expect(result.images == images.count, "\(step): \(result)")
                #expect((result.outcome == .notModified) == (validators && sent == 0), "\(step): \(result)")
                let isSame = ImageCatalog(images).digest == former
                former = ImageCatalog(images).digest
                #expect(validators || (result.outcome == .unchanged) == isSame, "\(step): \(result)")
                let requests = await synced.emulator.requests(of: "a")?.dropFirst(before) ?? []
                #expect(requests.count == (images.count + 29) / 30, "\(step)")
                let catalog = try await synced.store.read { try $0.catalog(of: "a")?.catalog }
                #expect(catalog?.digest == ImageCatalog(images).digest, "\(step)")
                let bytes = try #require(
                    Int(
                        try synced.rows("SELECT bytes FROM syncs WHERE account = 'a' ORDER BY id DESC LIMIT 1")
                            .dropLast()))
                // A full page is nearly 8 KB.
                #expect(!validators || (bytes == 0) == (sent == 0) && bytes <= 8000 * sent, "\(step): \(bytes)")
            }
        }
    }
}
