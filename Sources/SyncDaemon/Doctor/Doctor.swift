import Catalog
import Foundation

/// Goes online for accounts and finds what keeps them from being refreshed, or will. It signs in anew, whatever tokens
/// the syncs still have, and records nothing.
struct Doctor: Sendable {
    private let transports: Transports
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> UTCTime

    init(transports: Transports, clock: any Clock<Duration>, now: @escaping @Sendable () -> UTCTime) {
        self.transports = transports
        self.clock = clock
        self.now = now
    }

    /// Accounts that are examined at once.
    private static let width = 8

    /// The checks of every account, in the accounts' order.
    func examine(_ accounts: [AccountSettings]) async -> [Finding] {
        // Accounts that share an identity ask for one token here too.
        let signIn = SignIn(transports: transports, clock: clock, now: now)
        return await withTaskGroup(of: (Int, [Finding]).self) { group in
            var results: [Int: [Finding]] = [:]
            for (index, account) in accounts.enumerated() {
                if index >= Self.width, let (done, findings) = await group.next() { results[done] = findings }
                group.addTask {
                    let examination = Examination(account: account, signIn: signIn, clock: clock, now: now)
                    return (index, await examination.findings())
                }
            }
            for await (done, findings) in group { results[done] = findings }
            return accounts.indices.flatMap { results[$0] ?? [] }
        }
    }
}
