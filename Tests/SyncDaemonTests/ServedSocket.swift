import Catalog
import CatalogStore
import ControlAPI
import Foundation
import Logging
import NIOCore
import QueryService
import RecordedListings

@testable import SyncDaemon

/// The daemon's server on a socket of its own, over a record of recorded listings; no account is refreshed.
struct ServedSocket {
    let path: String
    let store: Store
    let table: [Route]
    /// Its second never ends.
    let cache: AnswerCache

    /// - Parameter accounts: so many, named `a1`, `a2`, ..., each with the last recorded listing.
    static func with(
        accounts: Int, patience: Duration, _ body: @Sendable (ServedSocket) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("served-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let places = Places(
            environment: ["STATE_DIRECTORY": folder.path, "RUNTIME_DIRECTORY": folder.path], isRoot: false)
        let settings = DaemonSettings.standard(places)
        let store = try Store(path: settings.database)
        try await fill(store, accounts: accounts)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let health = RecordHealth()
        let metrics = DaemonMetrics(store: store, health: health, tally: SyncTally(), started: .now, now: { .now })
        let scheduler = Scheduler(
            daemon: settings, store: store,
            signIn: SignIn(transports: Transports(), clock: ContinuousClock(), now: { .now }), tally: metrics.tally,
            clock: ContinuousClock(), now: { .now }, logger: logger)
        let cache = AnswerCache(store: store, now: { UTCTime(seconds: 0) })
        let post = AlertPost(
            store: store, health: health, transports: Transports(), keeping: .days(90), clock: ContinuousClock(),
            now: { .now }, logger: logger)
        let table = Routes.table(
            queries: RecordQueries(store: store, now: { .now }), scheduler: scheduler, post: post,
            status: DaemonStatus(metrics: metrics, socket: settings.socket),
            metrics: metrics, doctor: Doctor(transports: Transports(), clock: ContinuousClock(), now: { .now }),
            cache: cache)
        let server = SocketServer(
            descriptor: try ListeningSocket(settings).descriptor,
            routes: Routes(table: table, operators: Operators([]), cache: cache),
            patience: .milliseconds(Int64(patience / .milliseconds(1))), logger: logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await server.run() }
            defer { group.cancelAll() }
            try await body(ServedSocket(path: settings.socket, store: store, table: table, cache: cache))
        }
        try store.close()
    }

    private static func fill(_ store: Store, accounts: Int) async throws {
        let names = (0..<accounts).map { "a\($0 + 1)" }
        let images = try RecordedDay.builtIn().last?.images ?? []
        let now = UTCTime.now
        try await store.configure(
            names.map { ConfiguredAccount(name: $0, endpoint: "https://\($0)", filter: nil, staleAfter: .hours(24)) },
            now: now)
        for name in names {
            let page = ListingPage(url: "https://\(name)", validators: Validators(), images: images, nextLink: nil)
            _ = try await store.record(
                Listing(pages: [page], isNotModified: false),
                of: SyncAttempt(
                    account: name, scope: AccountScope(endpoint: "https://\(name)", filter: nil), started: now,
                    finished: now, httpStatus: 200, pages: 1, bytes: 1, requestID: nil),
                nextAttempt: now.advanced(by: .hours(6)), keepingSyncs: .days(90))
        }
    }
}
