import AzureBatch
import Catalog
import CatalogStore
import Logging

extension AccountSync {
    /// Lists the account's live pools and records them beside the images that this sync has recorded already: whatever
    /// comes of it changes nothing about those.
    ///
    /// - Throws: when the record cannot be written, or the task is cancelled.
    func syncPools(begun started: UTCTime, _ memory: inout SyncMemory) async throws {
        if let until = memory.poolsRetryAfter, now() < until,
            until.isBelievable(at: now().advanced(by: RetryAfter.longest))
        {
            return
        }
        let report = await fetchPools(known: memory.poolPages, after: now().duration(since: started))
        try Task.checkCancellation()
        let attempt = SyncAttempt(
            account: account.name, scope: account.scope, started: started, finished: now(), report)
        switch report.result {
        case .success(let listing):
            memory.poolPages = []
            try await store.record(listing.pools, of: attempt)
            memory.poolPages = listing.pages
            if memory.poolsErrorCode != nil {
                logger.notice(
                    "pools are listed again", metadata: ["account": "\(account.name)", "pools": "\(listing.count)"])
            }
            (memory.poolsErrorCode, memory.poolsRetryAfter) = (nil, nil)
        case .failure(let error):
            try await store.recordPoolFailure(error.description, of: attempt)
            memory.poolsRetryAfter = error.retryAfter.map { now().advanced(by: min($0, RetryAfter.longest)) }
            guard memory.poolsErrorCode != error.code else { return }
            memory.poolsErrorCode = error.code
            logger.warning(
                "cannot list the pools", metadata: ["account": "\(account.name)", "reason": "\(error.description)"])
        }
    }
}

extension SyncAttempt {
    /// - Parameter report: how the service answered.
    init(account: String, scope: AccountScope, started: UTCTime, finished: UTCTime, _ report: PagedFetch<some Sendable>)
    {
        self.init(
            account: account, scope: scope, started: started, finished: finished, httpStatus: report.httpStatus,
            pages: report.pages, bytes: report.bytes, requestID: report.requestID)
    }
}
