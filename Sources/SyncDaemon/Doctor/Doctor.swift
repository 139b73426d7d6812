import Catalog
import Foundation

/// Goes online for accounts and finds what keeps them from being refreshed, or will. It signs in anew, whatever tokens
/// the syncs still have, and records nothing.
struct Doctor: Sendable {
    let transports: Transports
    let clock: any Clock<Duration>
    let now: @Sendable () -> UTCTime
    /// For all accounts together; clients have more (`ControlClient.longestSilence`).
    var patience = Duration.seconds(240)
    /// What signing in takes and is not to be had here, where that is no finding.
    var lack: @Sendable (AuthSettings) -> String? = { _ in nil }

    /// Accounts that are examined at once: one that does not answer takes 20 seconds.
    private static let width = 64

    private enum Event {
        case examined(Int, [Finding])
        case timeIsUp
    }

    /// Hands over the checks of each account as soon as they and those before it are done, in the accounts' order.
    ///
    /// - Throws: what `body` throws; then nothing is examined any more.
    func examine(_ accounts: [AccountSettings], _ body: ([Finding]) async throws -> Void) async throws {
        // Accounts that share an identity ask for one token here too.
        let signIn = SignIn(transports: transports, clock: clock, now: now)
        try await withThrowingTaskGroup(of: Event.self) { group in
            group.addTask {
                try await clock.sleep(for: patience)
                return .timeIsUp
            }
            func examine(_ index: Int) {
                let examination = Examination(
                    account: accounts[index], signIn: signIn, clock: clock, now: now, lack: lack(accounts[index].auth))
                group.addTask { .examined(index, await examination.findings()) }
            }
            accounts.indices.prefix(Self.width).forEach(examine)
            var started = min(accounts.count, Self.width)
            var results: [Int: [Finding]] = [:]
            for next in accounts.indices {
                while results[next] == nil, let event = try await group.next() {
                    switch event {
                    case .examined(let index, let findings):
                        results[index] = findings
                        guard started < accounts.count else { break }
                        examine(started)
                        started += 1
                    case .timeIsUp:
                        for index in next..<accounts.count where results[index] == nil {
                            let account = accounts[index].name
                            results[index] = [
                                Finding(
                                    account: account, check: .endpoint,
                                    message: "there was no time to try it: other accounts do not answer",
                                    remedy: "mend those, or look at it alone: batchimgctl doctor \(account)")
                            ]
                        }
                        started = accounts.count
                        group.cancelAll()
                    }
                }
                try await body(results.removeValue(forKey: next) ?? [])
            }
            group.cancelAll()
        }
    }
}
