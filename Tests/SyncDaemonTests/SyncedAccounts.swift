import AzureBatch
import BatchEmulator
import Catalog
import CatalogStore
import Foundation
import Logging
import RecordedListings
import TestSupport
import Testing

@testable import SyncDaemon

/// The scheduler with a real store and the emulator on real sockets: account `a`, which meets faults, and `b`, which
/// must not be harmed by them.
struct SyncedAccounts {
    let emulator: Emulator
    let store: Store
    let scheduler: Scheduler
    let settings: Settings
    let database: String

    /// - Parameters:
    ///   - factor: how much faster time passes.
    ///   - auth: how `a` signs in; `nil` for its key.
    static func with(
        validators: Bool = false, factor: Int = FastClock.usualFactor, pageSize: Int = 30,
        now: @escaping @Sendable () -> UTCTime = { .now },
        signIn: SignInSettings = SignInSettings(),
        auth: @escaping @Sendable (_ url: String) throws -> AuthSettings? = { _ in nil },
        _ body: @escaping @Sendable (SyncedAccounts) async throws -> Void
    ) async throws {
        var configuration = Emulator.Configuration(days: try RecordedDay.builtIn())
        configuration.accounts = [("a", nil), ("b", nil)]
        configuration.pageSize = pageSize
        configuration.sendsValidators = validators
        configuration.isReplay = true
        configuration.signIn = signIn
        let emulator = Emulator(configuration)
        let folder = try TemporaryFolder()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let store = try Store(path: folder.path("images.db"))
        let transports = Transports(environment: [:])
        let daemon = DaemonSettings.standard(Places(environment: ["STATE_DIRECTORY": folder.url.path], isRoot: false))
        let scheduler = Scheduler(
            daemon: daemon, store: store,
            signIn: SignIn(transports: transports, clock: FastClock(factor: factor), now: now), tally: SyncTally(),
            clock: FastClock(factor: factor), now: now, logger: logger)
        let outcome = await Result {
            try await emulator.serving { url in
                async let _: Void = scheduler.run()
                var accounts: [AccountSettings] = []
                for name in ["a", "b"] {
                    let key = try folder.secret("\(name).key", await emulator.key(of: name) ?? "")
                    accounts.append(
                        AccountSettings(
                            name: name, endpoint: "\(url)/accounts/\(name)", timeout: 1, interval: .hours(6),
                            auth: try (name == "a" ? auth(url) : nil) ?? .sharedKey(account: name, key: .file(key))))
                }
                let settings = Settings(daemon: daemon, accounts: accounts)
                try await scheduler.apply(settings)
                let synced = SyncedAccounts(
                    emulator: emulator, store: store, scheduler: scheduler, settings: settings,
                    database: folder.path("images.db"))
                let first = try await synced.sync("a", "b")
                // It is the first of each, or the one after it.
                #expect(first.count == 2 && first.values.allSatisfy { ![.failed, .suspect].contains($0.outcome) })
                try await body(synced)
            }
        }
        try await transports.shutDown()
        try store.close()
        try outcome.get()
    }

    /// Asks for a sync of the accounts and waits for its end.
    func sync(_ names: String...) async throws -> [String: SyncResult] {
        var results: [String: SyncResult] = [:]
        for (name, events) in try await requests(names) {
            for await event in events {
                if case .finished(let result) = event { results[name] = result }
            }
        }
        return results
    }

    func requests(_ names: [String]) async throws -> [(String, AsyncStream<SyncEvent>)] {
        var requests: [(String, AsyncStream<SyncEvent>)] = []
        for runner in try await scheduler.runners(for: names) {
            let (events, continuation) = AsyncStream.makeStream(of: SyncEvent.self)
            await runner.request { event in
                continuation.yield(event)
                if case .finished = event { continuation.finish() }
            }
            requests.append((runner.settings.name, events))
        }
        return requests
    }

    /// Reloads with other settings of `a`.
    func reload(_ change: (inout AccountSettings) -> Void = { _ in }) async throws {
        var settings = settings
        change(&settings.accounts[0])
        try await scheduler.apply(settings)
    }

    /// Waits until a query answers this.
    func wait(_ sql: String, until answer: String) async throws {
        let start = ContinuousClock.now
        var found = try rows(sql)
        while found != answer {
            try #require(ContinuousClock.now - start < .seconds(50), "\(sql): \(found)")
            try await Task.sleep(for: .milliseconds(20))
            found = try rows(sql)
        }
    }

    /// Rows as another reader of the file sees them, each with its columns between bars.
    func rows(_ sql: String) throws -> String {
        try Programs.run("/usr/bin/sqlite3", ["-readonly", database, sql]).output
    }

    /// Changes the record behind the daemon's back.
    func write(_ sql: String) throws {
        let result = try Programs.run("/usr/bin/sqlite3", ["-cmd", ".timeout 10000", database, sql])
        try #require(result.status == 0)
    }
}
