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
