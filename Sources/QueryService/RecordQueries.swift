package import Catalog
package import CatalogStore
package import ControlAPI

/// Answers the questions of the socket from the record: a typed query in, the answer's JSON out.
///
/// Each answer comes from one read transaction and never waits for the network or a writer.
package struct RecordQueries: Sendable {
    let store: Store
    let now: @Sendable () -> UTCTime

    package init(store: Store, now: @escaping @Sendable () -> UTCTime) {
        self.store = store
        self.now = now
    }

    /// The answer to `GET /v1/images`.
    ///
    /// - Throws: `APIError` for an unknown account or a cursor that is none.
    package func images(_ query: ImageQuery) async throws -> [UInt8] {
        let now = now()
        let today = query.asOf?.time(now: now) ?? now
        let after = try query.after.map { try ImageCursor.decode($0, order: query.order) }
        return try await store.read { reader in
            let accounts = try reader.configuredAccounts().chosen(query.accounts)
            let (images, hasMore) = try reader.images(
                query.selection(accounts: accounts.names, today: today, after: after))
            let freshness =
                query.asOf == nil
                ? accounts.freshness(now: now)
                : try freshness(of: accounts, at: today, reader, now: now)
            return ListAnswer.json(
                images.lazy.map { ImageAnswer($0, day: today.day, window: query.window) }, accounts: freshness,
                next: hasMore ? images.last?.key.map { ImageCursor.encode($0, order: query.order) } : nil,
                capacity: images.count * 512 + 1024)
        }
    }

    /// How fresh the data of the accounts was at a moment.
    private func freshness(
        of accounts: [KnownAccount], at time: UTCTime, _ reader: StoreReader, now: UTCTime
    ) throws -> [FreshnessAnswer] {
        let seen = try reader.lastSeen(at: time)
        return accounts.map { FreshnessAnswer($0, at: time, seen: seen[$0.name], now: now) }
    }

    /// The answer to `GET /v1/accounts`; a cursor is the name of a page's last account.
    package func accounts(_ query: PageQuery) async throws -> [UInt8] {
        let time = now()
        return try await store.read { reader in
            let accounts = try reader.configuredAccounts().chosen(query.accounts).filter { $0.name > query.after ?? "" }
            let page = Array(accounts.prefix(query.limit))
            return ListAnswer.json(
                page.map { AccountAnswer($0, now: time) }, accounts: nil,
                next: accounts.count > page.count ? page.last?.name : nil)
        }
    }

    /// The answer to `GET /v1/agents`.
    ///
    /// - Throws: `APIError` for an unknown account or a cursor that is none.
    package func agents(_ query: PageQuery) async throws -> [UInt8] {
        let time = now()
        let after = try query.after.map { text throws(APIError) in
            guard let fields = OpaqueText.decode(text), fields.count == 2 else { throw OpaqueText.isNoCursor }
            return NodeAgent.Key(account: fields[0], nodeAgentSKUId: fields[1])
        }
        return try await store.read { reader in
            let accounts = try reader.configuredAccounts().chosen(query.accounts)
            let (agents, hasMore) = try reader.nodeAgents(
                of: accounts.names, after: after, limit: query.limit)
            return ListAnswer.json(
                agents.map { AgentAnswer($0) }, accounts: accounts.freshness(now: time),
                next: hasMore ? agents.last.map { OpaqueText.encode([$0.account, $0.nodeAgentSKUId]) } : nil)
        }
    }

    /// The answer to `GET /v1/syncs`, the latest first; a cursor is the id of a page's last attempt.
    ///
    /// - Throws: `APIError` for an unknown account or a cursor that is none.
    package func syncs(_ query: PageQuery) async throws -> [UInt8] {
        let time = now()
        let before = try query.after.map { text throws(APIError) in
            guard let id = Int(text), id > 0 else { throw OpaqueText.isNoCursor }
            return id
        }
        return try await store.read { reader in
            let accounts = try reader.configuredAccounts().chosen(query.accounts)
            let (syncs, hasMore) = try reader.syncs(
                of: accounts.names, before: before, limit: query.limit)
            return ListAnswer.json(
                syncs.map { SyncAnswer($0) }, accounts: accounts.freshness(now: time),
                next: hasMore ? syncs.last.map { String($0.id) } : nil)
        }
    }

    /// The answer to `GET /v1/changes`.
    package func changes(_ query: ChangeQuery) async throws -> [UInt8] {
        let time = now()
        return try await store.read { reader in
            let accounts = try reader.configuredAccounts().chosen(query.accounts)
            let (changes, hasMore) = try reader.changes(
                ChangeSelection(
                    accounts: accounts.names, kinds: query.kinds, since: query.since?.time(now: time),
                    until: query.until?.time(now: time), onlyUsed: query.onlyUsed, after: query.after,
                    limit: query.limit ?? ImageQuery.defaultLimit))
            return ListAnswer.json(
                changes.map { ChangeAnswer($0) }, accounts: accounts.freshness(now: time),
                next: hasMore ? changes.last.map { String($0.seq) } : nil)
        }
    }

    /// The configured accounts with the days of their data, as `status` shows them.
    package func configuredAccounts() async throws -> [KnownAccount] {
        try await store.read { try $0.configuredAccounts() }
    }
}
