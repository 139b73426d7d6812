package import Catalog

/// Fetches complete listings of one account: the client side of List Supported Images and List Pools.
package struct BatchClient: Sendable {
    private let account: BatchAccount
    private let follower: PageFollower

    package init(
        account: BatchAccount, credential: any Credential, transport: HTTPTransport, slot: RequestSlot,
        clock: any Clock<Duration>, now: @escaping @Sendable () -> UTCTime
    ) {
        self.account = account
        follower = PageFollower(
            account: account, credential: credential, transport: transport, slot: slot, clock: clock, now: now)
    }

    /// The images that the account supports.
    ///
    /// - Parameters:
    ///   - stored: the pages as the record has them, by URL: those that are still the same are not read again.
    ///   - sendingValidators: whether to ask for them conditionally.
    ///   - onPage: told the number of each page, from 1, and how many images there are so far.
    package func fetch(
        stored: [String: ListingPage], sendingValidators: Bool = true, onPage: @Sendable (Int, Int) async -> Void
    ) async -> FetchReport {
        await follower.fetch(
            ImagePages(stored: stored, sendsValidators: sendingValidators), from: account.firstPage, onPage: onPage)
    }

    /// The account's pools. None is asked for conditionally: pages are compared by their bytes, pools by what they say.
    /// They may come with more than is ours to keep, and are the last that a sync asks for.
    ///
    /// - Parameter known: the pages of the listing before: those that are still the same are not read again.
    package func pools(known: [PoolListing.Page] = []) async -> PoolFetch {
        var follower = follower
        follower.endsConnections = true
        return await follower.fetch(PoolPages(known: known), from: account.firstPoolPage) { _, _ in }
    }
}
