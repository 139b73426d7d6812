package import Catalog

/// Fetches complete listings of one account: the client side of List Supported Images and List Pools.
package struct BatchClient: Sendable {
    private let account: BatchAccount
    private let follower: PageFollower

    package init(
        account: BatchAccount, credential: any Credential, transport: HTTPTransport, slots: RequestSlots,
        clock: any Clock<Duration>, now: @escaping @Sendable () -> UTCTime
    ) {
        self.account = account
        follower = PageFollower(
            account: account, credential: credential, transport: transport, slots: slots, clock: clock, now: now)
    }

    /// The images that the account supports.
    ///
    /// - Parameters:
    ///   - stored: the pages to ask for conditionally, by URL; empty to ask for everything anew.
    ///   - onPage: told the number of each page, from 1, and how many images there are so far.
    package func fetch(
        stored: [String: ListingPage], onPage: @Sendable (Int, Int) async -> Void
    ) async -> FetchReport {
        await follower.fetch(ImagePages(stored: stored), from: account.firstPage, onPage: onPage)
    }

    /// The account's pools. None is asked for conditionally: they are compared by what they say.
    package func pools() async -> PoolFetch {
        await follower.fetch(PoolPages(), from: account.firstPoolPage) { _, _ in }
    }
}
