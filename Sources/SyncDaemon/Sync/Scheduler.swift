import AzureBatch
import Catalog
import CatalogStore
import ControlAPI
import Logging
import ServiceLifecycle

/// Refreshes every account on its own schedule, each in a task of its own, and takes new settings while it runs.
actor Scheduler: Service {
    // The runners are shared by the scheduler's task, the socket's requests and reloads.
    private var runners: [String: AccountRunner] = [:]
    private var accounts: [String: AccountSettings] = [:]
    private var daemon: DaemonSettings
    private let store: Store
    private let signIn: SignIn
    private let slots: RequestSlots
    private let tally: SyncTally
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> UTCTime
    private let logger: Logger
    /// Why nothing is refreshed any more.
    private var halt: String?
    private let newcomers: AsyncStream<AccountRunner>
    private let hired: AsyncStream<AccountRunner>.Continuation
    private let turns = Turns()

    init(
        daemon: DaemonSettings, store: Store, signIn: SignIn, tally: SyncTally, clock: any Clock<Duration>,
        now: @escaping @Sendable () -> UTCTime, logger: Logger
    ) {
        (self.daemon, self.store, self.signIn, self.tally, self.clock) = (daemon, store, signIn, tally, clock)
        (self.now, self.logger) = (now, logger)
        slots = RequestSlots(count: daemon.concurrency, clock: clock)
        (newcomers, hired) = AsyncStream.makeStream(of: AccountRunner.self)
    }

    func run() async throws {
        await withDiscardingTaskGroup { group in
            for await runner in newcomers.cancelOnGracefulShutdown() {
                group.addTask { await runner.run() }
            }
            group.cancelAll()
        }
    }

    /// Makes these the settings: only accounts whose settings changed begin anew, and those that failed with a file that
    /// holds something else by now.
    ///
    /// - Throws: when the record cannot be written; everything stays as it was.
    func apply(_ settings: Settings) async throws {
        try await turns.take {
            try await self.change(to: settings)
        }
    }

    private func change(to settings: Settings) async throws {
        try checkRecord()
        let new = Dictionary(settings.accounts.map { ($0.name, $0) }) { first, _ in first }
        var leaving: [AccountRunner] = []
        for (name, runner) in runners {
            let isChanged = new[name] != runner.settings
            if isChanged { leaving.append(runner) } else if await runner.isWorthAnotherTry { leaving.append(runner) }
        }
        // What they are fetching must not be filed under the new settings.
        await withDiscardingTaskGroup { group in
            for runner in leaving { group.addTask { await runner.end() } }
        }
        for runner in leaving { runners[runner.settings.name] = nil }
        do {
            try await store.configure(settings.accounts.map { $0.recorded(settings.daemon) }, now: now())
        } catch {
            if halt == nil { for runner in leaving { hire(runner.settings) } }
            throw error
        }
        slots.resize(by: settings.daemon.concurrency - daemon.concurrency)
        daemon = settings.daemon
        accounts = new
        for runner in runners.values { await runner.adopt(daemon) }
        await signIn.forget(allBut: settings.accounts)
        tally.forget(allBut: Set(accounts.keys))
        // It may have turned out meanwhile that nothing is to be written any more.
        try checkRecord()
        for account in settings.accounts where account.isEnabled && runners[account.name] == nil { hire(account) }
    }

    private func hire(_ account: AccountSettings) {
        let runner = AccountRunner(
            AccountSync(
                account: account, daemon: daemon, store: store, signIn: signIn, slot: slots.slot(), clock: clock,
                now: now,
                logger: logger), tally: tally)
        runners[account.name] = runner
        hired.yield(runner)
    }

    private func checkRecord() throws(APIError) {
        if let halt { throw APIError(.unavailable, "cannot record the accounts: \(halt)") }
    }

    /// Ends every refresh for good; what is in flight is given up and leaves no trace.
    func halt(_ reason: String) {
        halt = reason
        for runner in runners.values { runner.stop() }
        runners = [:]
    }

    /// The settings of these accounts by name; of all when there are none.
    ///
    /// - Throws: `APIError` for an account that is unknown.
    func accounts(named names: [String]?) throws(APIError) -> [AccountSettings] {
        for name in names ?? [] { _ = try account(name) }
        guard let names else { return accounts.values.filter(\.isEnabled).sorted { $0.name < $1.name } }
        return Set(names).sorted().compactMap { accounts[$0] }
    }

    private func account(_ name: String) throws(APIError) -> AccountSettings {
        guard let account = accounts[name] else {
            let known = accounts.keys.sorted().joined(separator: ", ")
            throw APIError(
                .notFound,
                "cannot find the account '\(name)': "
                    + (known.isEmpty ? "no account is configured" : "known are \(known)"))
        }
        return account
    }

    /// - Parameter names: `nil` for every enabled account.
    /// - Throws: `APIError` for an account that is unknown or disabled.
    func runners(for names: [String]?) throws(APIError) -> [AccountRunner] {
        if let halt { throw APIError(.unavailable, "cannot refresh: \(halt); restore a copy, then restart the daemon") }
        for name in names ?? [] {
            guard try account(name).isEnabled else {
                throw APIError(.badRequest, "cannot refresh '\(name)': it is disabled; set enabled = true")
            }
        }
        return (names.map { Set($0).sorted() } ?? runners.keys.sorted()).compactMap { runners[$0] }
    }

    var metricsFile: String? { daemon.metricsFile }

    func syncing() async -> [String] {
        var names: [String] = []
        for (name, runner) in runners where await runner.isSyncing { names.append(name) }
        return names.sorted()
    }
}

extension AccountSettings {
    var scope: AccountScope { AccountScope(endpoint: endpoint, filter: filter) }

    fileprivate func recorded(_ daemon: DaemonSettings) -> ConfiguredAccount {
        ConfiguredAccount(
            name: name, formerly: formerly, endpoint: endpoint, filter: filter, staleAfter: staleAfter(daemon),
            listsPools: listsPools)
    }
}
