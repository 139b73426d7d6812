import AzureBatch
import Catalog
import CatalogStore
import Foundation
import Logging

/// One account's syncs: from the stored pages to the recorded listing.
struct AccountSync: Sendable {
    let account: AccountSettings
    var daemon: DaemonSettings
    let store: Store
    let signIn: SignIn
    let slot: RequestSlot
    let clock: any Clock<Duration>
    let now: @Sendable () -> UTCTime
    let logger: Logger

    /// No sync takes longer.
    private static let longest = Duration.minutes(5)

    /// Fetches and records; whatever goes wrong becomes a failed sync.
    ///
    /// - Parameters:
    ///   - memory: of the syncs before, for the next.
    /// - Throws: only when the record cannot be written, or the task is cancelled.
    func run(
        _ memory: inout SyncMemory, onPage: @escaping @Sendable (Int, Int) async -> Void
    ) async throws -> SyncResult {
        let started = now()
        let stored = try await store.pages(of: account.name)
        let report = await fetch(within: Self.longest) { [sendsValidators = memory.sendsValidators] client in
            await client.fetch(stored: stored, sendingValidators: sendsValidators, onPage: onPage)
        }
        try Task.checkCancellation()
        if report.refusedValidators { memory.sendsValidators = false }
        let attempt = SyncAttempt(
            account: account.name, scope: account.scope, started: started, finished: now(), report)
        let result =
            switch report.result {
            case .success(let listing): try await record(listing, attempt)
            case .failure(let error): try await record(error, attempt)
            }
        log(result, attempt)
        // Where the images cannot be listed, there is nobody to ask for pools.
        if account.listsPools, result.outcome != .failed { try await syncPools(begun: started, &memory) }
        return result
    }

    private var schedule: SyncSchedule { SyncSchedule(interval: account.interval, jitter: daemon.jitter) }

    /// - Parameters:
    ///   - known: the pages that were recorded last.
    ///   - spent: what the sync has taken so far of the time that it may take.
    func fetchPools(known: [PoolListing.Page], after spent: Duration) async -> PoolFetch {
        await fetch(within: max(.zero, Self.longest - spent)) { await $0.pools(known: known) }
    }

    private func fetch<Value>(
        within limit: Duration, _ fetch: @escaping @Sendable (BatchClient) async -> PagedFetch<Value>
    ) async -> PagedFetch<Value> {
        do {
            let client = try signIn.client(
                of: account, try signIn.credential(of: account), slot: slot, clock: clock, now: now)
            return try await withTimeLimit(limit, clock: clock) { await fetch(client) }
        } catch let error as UpstreamError {
            return PagedFetch(result: .failure(error))
        } catch is TimeLimitExceeded {
            return PagedFetch(result: .failure(.syncTimedOut(after: Self.longest)))
        } catch {
            return PagedFetch(result: .failure(.cancelled))
        }
    }

    private func record(_ listing: Listing, _ attempt: SyncAttempt) async throws -> SyncResult {
        let wait = schedule.afterSuccess
        let recorded = try await store.record(
            listing, of: attempt, nextAttempt: attempt.finished.advanced(by: wait), keepingSyncs: daemon.keepSyncs)
        return SyncResult(
            outcome: recorded.outcome, images: recorded.images, changes: recorded.changes, reason: recorded.suspicion,
            wait: wait)
    }

    private func record(_ error: UpstreamError, _ attempt: SyncAttempt) async throws -> SyncResult {
        let failures = try await store.schedule(of: account.name)?.consecutiveFailures ?? 0
        let wait = schedule.afterFailure(failures: failures + 1, retryAfter: error.retryAfter)
        try await store.recordFailure(
            of: attempt, code: error.code, message: error.description, nextAttempt: attempt.finished.advanced(by: wait),
            retryAfter: error.retryAfter.map { attempt.finished.advanced(by: min($0, RetryAfter.longest)) },
            keepingSyncs: daemon.keepSyncs)
        return SyncResult(outcome: .failed, reason: error.description, wait: wait)
    }

    /// One line a sync.
    private func log(_ result: SyncResult, _ attempt: SyncAttempt) {
        var metadata: Logger.Metadata = [
            "account": "\(account.name)", "outcome": "\(result.outcome.rawValue)", "pages": "\(attempt.pages)",
            "duration": "\(attempt.finished.duration(since: attempt.started).milliseconds)ms",
        ]
        metadata["images"] = result.images.map { "\($0)" }
        metadata["changes"] = result.changes.map { "\($0)" }
        metadata["request_id"] = attempt.requestID.map { "\($0)" }
        metadata["reason"] = result.reason.map { "\($0)" }
        let level: Logger.Level = result.outcome == .failed || result.outcome == .suspect ? .warning : .info
        logger.log(level: level, "sync", metadata: metadata)
    }
}

extension Duration {
    var milliseconds: Int { Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000) }
}

/// What an account's runner remembers from one sync to the next; a restart forgets it.
struct SyncMemory: Sendable {
    /// Off for good once the service has refused conditional requests.
    var sendsValidators = true
    /// The pages of the pools that were recorded last.
    var poolPages: [PoolListing.Page] = []
    /// The code of the error for which the account's pools could not be listed, which the log has said already.
    var poolsErrorCode: String?
    /// Until when the service asked not to be asked for pools.
    var poolsRetryAfter: UTCTime?
}
