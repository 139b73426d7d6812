import AsyncHTTPClient
import AzureBatch
import BatchEmulator
import Catalog
import Foundation
import RecordedListings
import TestSupport
import Testing

/// The client against the emulator, over real sockets.
struct BatchClientTests {
    /// Runs the emulator and fetches once for each preparation, handing over the stored pages in between.
    private func withEmulator(
        pageSize: Int = 1000, validators: Bool = false,
        _ body:
            @escaping @Sendable (Emulator, _ fetch: @Sendable ([String: ListingPage]) async -> FetchReport) async throws
            -> Void
    ) async throws {
        var configuration = Emulator.Configuration(days: try RecordedDay.builtIn())
        configuration.pageSize = pageSize
        configuration.sendsValidators = validators
        let emulator = Emulator(configuration)
        let key = try #require(await emulator.key(of: "demo"))
        try await emulator.serving { url in
            setenv("BATCHIMGD_TEST_KEY", key, 1)
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: HTTPTransport.configuration)
            let batch = BatchClient(
                account: BatchAccount(
                    name: "demo", endpoint: url, apiVersion: "2025-06-01",
                    filter: nil, maxResults: 1000, timeout: 30),
                credential: SharedKeyCredential(account: "demo", key: .environment("BATCHIMGD_TEST_KEY")),
                transport: HTTPTransport(client), slot: RequestSlots(count: 1, clock: ContinuousClock()).slot(),
                clock: ContinuousClock(),
                now: { UTCTime.now.wholeSeconds })
            let outcome = await Result {
                try await body(emulator) { await batch.fetch(stored: $0) { _, _ in } }
            }
            try await client.shutdown()
            try outcome.get()
        }
    }

    private func stored(_ listing: Listing) -> [String: ListingPage] {
        Dictionary(listing.pages.map { ($0.url, $0.again()) }) { page, _ in page }
    }

    @Test func `follows every page and signs each link as it came`() async throws {
        try await withEmulator(pageSize: 7) { emulator, fetch in
            let listing = try await fetch([:]).result.get()
            #expect(listing.pages.count == 10)
            #expect(listing.catalog?.images == (try RecordedDay.builtIn().last?.images))
            let targets = await emulator.requests(of: "demo")?.map(\.target) ?? []
            for (page, target) in zip(listing.pages, targets.dropFirst()) {
                #expect(page.nextLink?.hasSuffix(target) == true)
            }
        }
    }

    @Test func `sends a page's validators and takes 304 for what is stored`() async throws {
        try await withEmulator(pageSize: 40, validators: true) { emulator, fetch in
            let first = try await fetch([:]).result.get()
            let second = try await fetch(stored(first)).result.get()
            #expect(!first.isNotModified && second.isNotModified)
            #expect(second.isRepeated && second.pages.map(\.url) == first.pages.map(\.url))
            let last = try #require(await emulator.requests(of: "demo")?.last)
            #expect(last.headers["if-none-match"] == first.pages.last?.validators.etag)
            #expect(last.headers["return-client-request-id"] == "true")
        }
    }

    @Test func `does not read a page again that comes in the same bytes`() async throws {
        try await withEmulator(pageSize: 40) { emulator, fetch in
            let first = try await fetch([:]).result.get()
            #expect(!first.isRepeated && first.pages.allSatisfy { $0.validators.isEmpty && $0.bytes != nil })
            let report = await fetch(stored(first))
            let second = try report.result.get()
            #expect(second.isRepeated && !second.isNotModified && second.catalog == nil)
            #expect(
                second.pages.map(\.count) == [40, 28] && second.pages.map(\.nextLink) == first.pages.map(\.nextLink))
            // Said to have come, though nobody read them.
            #expect(report.pages == 2 && report.bytes > 10_000)
        }
    }

    @Test func `reads a page that comes in other bytes, though it says the same`() async throws {
        try await withEmulator(pageSize: 40) { emulator, fetch in
            let first = try await fetch([:]).result.get()
            var fault = Fault()
            fault.shuffle = true
            await emulator.setFaults([fault], of: "demo")
            let second = try await fetch(stored(first)).result.get()
            #expect(second.pages.map { $0.images == nil } == [false, true])
            #expect(second.pages[0].bytes != first.pages[0].bytes && second.pages[0].digests != first.pages[0].digests)
            #expect(Set(second.pages[0].digests) == Set(first.pages[0].digests))
        }
    }

    @Test func `takes no page's bytes for those of another page`() async throws {
        try await withEmulator(pageSize: 34) { emulator, fetch in
            let first = try await fetch([:]).result.get()
            let swapped = zip(first.pages, first.pages.reversed()).map { page, other in
                ListingPage(
                    recorded: page.url, validators: Validators(), bytes: other.bytes, count: 1, nextLink: nil)
            }
            let listing = try await fetch(Dictionary(uniqueKeysWithValues: swapped.map { ($0.url, $0) })).result.get()
            #expect(listing.catalog?.digest == first.catalog?.digest)
        }
    }

    @Test(arguments: [#"{"contentType":"text/html"}"#, #"{"notModified":true}"#])
    func `is not put off by a page that it has without validators`(fault: String) async throws {
        try await withEmulator { emulator, fetch in
            let first = try await fetch([:]).result.get()
            await emulator.setFaults([try JSONDecoder().decode(Fault.self, from: Data(fault.utf8))], of: "demo")
            let error = await #expect(throws: UpstreamError.self) { try await fetch(stored(first)).result.get() }
            #expect(error?.code == "MalformedPage")
        }
    }

    @Test(arguments: [
        (#"{"html":true}"#, "MalformedPage"), (#"{"garbage":true}"#, "MalformedPage"),
        (#"{"wrongTypes":true}"#, "MalformedPage"), (#"{"missingField":true}"#, "MalformedPage"),
        (#"{"deepNesting":true}"#, "MalformedPage"), (#"{"contentType":"text/plain"}"#, "MalformedPage"),
        (#"{"notModified":true}"#, "MalformedPage"), (#"{"cycle":true}"#, "PageCycle"),
        (#"{"endlessChain":true,"times":1000}"#, "TooManyPages"), (#"{"huge":true,"times":4}"#, "ListingTooLarge"),
        (#"{"foreignNextLink":"http://127.0.0.1:1/x"}"#, "ForeignNextLink"),
        (#"{"foreignNextLink":"http://demo@127.0.0.1/x"}"#, "ForeignNextLink"),
        (#"{"redirect":"http://127.0.0.1:1/"}"#, "Redirected"),
        (#"{"clockOff":1000}"#, "AuthenticationFailed"),
        (#"{"status":403,"code":"AccountIsDisabled"}"#, "AccountIsDisabled"),
        (#"{"status":503,"headers":{"Retry-After":"61"}}"#, "InternalError"),
    ])
    func `fails with a clear error`(fault: String, code: String) async throws {
        try await withEmulator { emulator, fetch in
            await emulator.setFaults([try JSONDecoder().decode(Fault.self, from: Data(fault.utf8))], of: "demo")
            let report = await fetch([:])
            let error = #expect(throws: UpstreamError.self) { try report.result.get() }
            #expect(error?.code == code)
            #expect(error?.message.isEmpty == false)
            await emulator.setFaults([], of: "demo")
            _ = try await fetch([:]).result.get()
        }
    }

    @Test(arguments: [
        #"{"status":503,"headers":{"Retry-After":"0"}}"#, #"{"truncated":true}"#, #"{"drop":true}"#,
    ])
    func `tries again what may well succeed`(fault: String) async throws {
        try await withEmulator { emulator, fetch in
            await emulator.setFaults([try JSONDecoder().decode(Fault.self, from: Data(fault.utf8))], of: "demo")
            #expect(try await fetch([:]).result.get().catalog?.images.count == 68)
            #expect(await emulator.requests(of: "demo")?.count == 2)
        }
    }

    @Test func `goes on without validators when the service refuses them`() async throws {
        try await withEmulator(validators: true) { emulator, fetch in
            let first = try await fetch([:]).result.get()
            var fault = Fault()
            fault.unsupportedHeader = true
            await emulator.setFaults([fault], of: "demo")
            let report = await fetch(stored(first))
            #expect(report.refusedValidators)
            let second = try report.result.get()
            #expect(second.isRepeated && !second.isNotModified)
        }
    }
}
