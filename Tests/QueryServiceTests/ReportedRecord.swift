import Catalog
import CatalogStore
import ControlAPI
import Foundation
import QueryService
import RecordedListings
import TestSupport

/// A real record, and its reports at any moment.
struct ReportedRecord {
    let store: Store

    static func with(_ accounts: String..., body: (ReportedRecord) async throws -> Void) async throws {
        try await with(accounts, body: body)
    }

    static func with(_ accounts: [String], body: (ReportedRecord) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let record = ReportedRecord(store: try Store(path: folder.path("images.db")))
        try await record.configure(accounts)
        try await body(record)
        try record.store.close()
    }

    func configure(_ accounts: [String], filter: String? = nil) async throws {
        try await store.configure(
            accounts.map {
                ConfiguredAccount(name: $0, endpoint: "https://\($0)", filter: filter, staleAfter: .hours(24))
            }, now: Self.time("2026-01-01"))
    }

    /// A date, or a date and a time.
    static func time(_ text: String) -> UTCTime {
        UTCTime(date: text) ?? UTCTime(rfc3339: text) ?? UTCTime(seconds: 0)
    }

    func sync(_ account: String, _ text: String, _ images: [Image], filter: String? = nil) async throws {
        try await sync(account, at: Self.time(text), images, filter: filter)
    }

    func sync(_ account: String, at time: UTCTime, _ images: [Image], filter: String? = nil) async throws {
        let page = ListingPage(url: "https://x/\(account)", validators: Validators(), images: images, nextLink: nil)
        for _ in 0..<2 {
            // What is held back is believed when it comes again.
            let synced = try await store.record(
                Listing(pages: [page], isNotModified: false), of: attempt(account, time, filter),
                nextAttempt: time.advanced(by: .hours(6)), keepingSyncs: .days(90))
            if synced.outcome != .suspect { break }
        }
    }

    func pools(_ account: String, _ text: String, _ pools: [Pool]) async throws {
        try await store.record(pools, of: attempt(account, Self.time(text), nil))
    }

    private func attempt(_ account: String, _ time: UTCTime, _ filter: String?) -> SyncAttempt {
        SyncAttempt(
            account: account, scope: AccountScope(endpoint: "https://\(account)", filter: filter), started: time,
            finished: time, httpStatus: 200, pages: 1, bytes: 1, requestID: nil)
    }

    /// What a route answers at a moment.
    func report(_ target: String, _ text: String) async throws -> String {
        String(decoding: try await answer(target, at: Self.time(text)).bytes ?? [], as: UTF8.self)
    }

    func tag(_ target: String, _ text: String) async throws -> String? {
        try await answer(target, at: Self.time(text)).tag
    }

    func answer(
        _ target: String, at now: UTCTime, isKnown: @escaping RecordRoute.Known = { _ in false }
    ) async throws -> RecordAnswer {
        let sides = target.split(separator: "?").map(String.init)
        guard let route = RecordRoute.all.first(where: { $0.path == sides[0] }) else {
            throw CocoaError(.fileNoSuchFile)
        }
        return try await route.answer(
            sides.count > 1 ? sides[1] : nil, RecordQueries(store: store, now: { now }), isKnown)
    }

    static let paths = ["/report.html", "/report.md", "/calendar.ics", "/changes.atom"]
}

extension Image {
    /// Of Ubuntu; its name is that of its sku.
    static func made(
        _ sku: String, publisher: String = "canonical", offer: String = "jammy",
        agent: String = "batch.node.ubuntu 22.04",
        ends: String? = nil, verification: String = "verified", capabilities: [String]? = nil
    ) -> Image {
        Image(
            reference: ImageReference(publisher: publisher, offer: offer, sku: sku, version: "latest"),
            nodeAgentSKUId: agent, osType: "linux", verificationType: verification, capabilities: capabilities,
            endOfLife: ends.flatMap { EndOfLife("\($0)T00:00:00Z") })
    }
}
