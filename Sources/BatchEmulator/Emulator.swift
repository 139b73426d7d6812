package import AzureBatch
package import Catalog
package import RecordedListings

/// The Batch service for demos, tests and benchmarks: several accounts, each with its history.
package actor Emulator {
    // Shared by the connections of all clients.
    var accounts: [String: EmulatedAccount]
    private(set) var step: Int
    private let steps: Int
    nonisolated let configuration: Configuration
    /// Issues tokens for the accounts.
    package nonisolated let signIn: EmulatedSignIn

    package init(_ configuration: Configuration) {
        self.configuration = configuration
        signIn = EmulatedSignIn(
            configuration.signIn, arcFolder: configuration.arcFolder,
            arcName: configuration.arcName ?? configuration.arcFolder, now: configuration.now)
        let demo = DemoPools(configuration.days)
        accounts = Dictionary(
            configuration.accounts.enumerated().map { number, account in
                let pools = configuration.pools ?? demo.deal(to: number, of: configuration.accounts.count)
                let days = account.days ?? configuration.days
                return (account.name, EmulatedAccount(name: account.name, days: days, pools: pools))
            }
        ) { first, _ in first }
        steps = accounts.values.map(\.days.count).max() ?? configuration.days.count
        step = configuration.isReplay ? 0 : steps - 1
    }

    package func key(of account: String) -> String? { accounts[account]?.key }

    /// Moves every account to the next recorded day.
    ///
    /// - Returns: the day that is shown now; `nil` when the last one was shown already.
    package func advance() -> (day: RecordedDay, step: Int, steps: Int)? {
        guard step + 1 < steps else { return nil }
        step += 1
        return day
    }

    package var day: (day: RecordedDay, step: Int, steps: Int) {
        (configuration.days[min(step, configuration.days.count - 1)], step + 1, steps)
    }

    /// - Returns: whether there is such an account.
    @discardableResult
    package func setFaults(_ faults: [Fault], of account: String) -> Bool {
        accounts[account]?.faults = faults
        return accounts[account] != nil
    }

    /// Puts images in place of the history's; `nil` brings the history back.
    @discardableResult
    package func setImages(_ images: [Image]?, of account: String) -> Bool {
        accounts[account]?.images = images
        return accounts[account] != nil
    }

    /// Puts pools in place of those that are there.
    @discardableResult
    package func setPools(_ pools: [EmulatedPool], of account: String) -> Bool {
        accounts[account]?.pools = pools
        return accounts[account] != nil
    }

    /// - Parameter operation: which ones; `nil` for all of them.
    package func requests(of account: String, for operation: ServiceOperation? = .images) -> [LoggedRequest]? {
        accounts[account]?.requests.filter { operation == nil || $0.operation == operation }
    }
}

extension Emulator {
    package struct Configuration: Sendable {
        /// The accounts' names, each with a history of its own or the common one.
        package var accounts: [(name: String, days: [RecordedDay]?)] = [("demo", nil)]
        package var days: [RecordedDay]
        /// Whether to begin at the first day, to be stepped on; else the last day stands.
        package var isReplay = false
        package var pageSize = 1000
        /// Whether pages come with ETag and Last-Modified, as the documentation promises and the service does not.
        package var sendsValidators = false
        /// What every account begins with; `nil`: pools at risk, dealt out to the accounts.
        package var pools: [EmulatedPool]?
        /// 0 for any.
        package var port = 0
        /// PEM text of a certificate and its key, to serve https.
        package var tls: String?
        package var signIn = SignInSettings()
        /// Where the emulated Arc agent puts its keys.
        package var arcFolder = "/var/opt/azcmagent/tokens"
        /// How it names that folder; `nil` for the same.
        package var arcName: String?

        /// What the service takes for the time.
        package var now: @Sendable () -> UTCTime = { UTCTime.now.wholeSeconds }

        var scheme: String { tls == nil ? "http" : "https" }

        package init(days: [RecordedDay]) { self.days = days }
    }
}

extension Emulator {
    /// Serves on a loopback port for as long as a body runs.
    ///
    /// - Parameter body: told where.
    package nonisolated func serving(_ body: (_ url: String) async throws -> Void) async throws {
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let server = EmulatorServer(self) { found.yield($0) }
        try await withThrowingTaskGroup { group in
            group.addTask {
                defer { found.finish() }
                try await server.run()
            }
            defer { group.cancelAll() }
            // Without a port the server has failed.
            for await port in ports { return try await body("\(configuration.scheme)://127.0.0.1:\(port)") }
            try await group.waitForAll()
        }
    }
}
