package import Catalog
package import CatalogStore
package import ControlAPI

/// Answers the questions of the socket from the record: a typed query in, the answer's JSON out.
///
/// Each answer comes from one read transaction and never waits for the network or a writer. What cannot be answered
/// throws an `APIError`: an account that is unknown, a cursor that is none, or what else is said there.
package struct RecordQueries: Sendable {
    let store: Store
    let now: @Sendable () -> UTCTime

    package init(store: Store, now: @escaping @Sendable () -> UTCTime) {
        (self.store, self.now) = (store, now)
    }

    /// An answer about accounts at this moment.
    ///
    /// - Parameter names: empty for all of them.
    func answer<Answer: Sendable>(
        about names: [String],
        _ body: @escaping @Sendable (_ reader: StoreReader, _ accounts: [KnownAccount], _ now: UTCTime) throws -> Answer
    ) async throws -> Answer {
        let now = now()
        return try await store.read { try body($0, try $0.configuredAccounts().chosen(names), now) }
    }

    /// The answer to `GET /v1/images`.
    package func images(_ query: ImageQuery) async throws -> [UInt8] {
        let after = try query.after.map { try ImageCursor.decode($0, order: query.order) }
        return try await answer(about: query.accounts) { reader, accounts, now in
            let today = query.asOf?.time(now: now) ?? now
            let (images, hasMore) = try reader.images(
                query.selection(accounts: accounts.names, today: today, after: after))
            var freshness = accounts.freshness(now: now)
            if query.asOf != nil {
                let seen = try reader.lastSeen(at: today)
                freshness = accounts.map { FreshnessAnswer($0, at: today, seen: seen[$0.name], now: now) }
            }
            return ListAnswer.json(
                images.lazy.map { ImageAnswer($0, day: today.day, window: query.window) }, accounts: freshness,
                next: hasMore ? images.last?.key.map { ImageCursor.encode($0, order: query.order) } : nil,
                capacity: images.count * 512 + 1024)
        }
    }

    /// The answer to `GET /v1/accounts`; a cursor is the name of a page's last account.
    package func accounts(_ query: PageQuery) async throws -> [UInt8] {
        try await answer(about: query.accounts) { _, accounts, now in
            let accounts = accounts.filter { $0.name > query.after ?? "" }
            let page = accounts.prefix(query.limit)
            return ListAnswer.json(
                page.map { AccountAnswer($0, now: now) }, accounts: nil,
                next: accounts.count > page.count ? page.last?.name : nil)
        }
    }

    /// The answer to `GET /v1/agents`.
    package func agents(_ query: PageQuery) async throws -> [UInt8] {
        let after = try query.after.map { text throws(APIError) in
            guard let fields = OpaqueText.decode(text), fields.count == 2 else { throw OpaqueText.isNoCursor }
            return NodeAgent.Key(account: fields[0], nodeAgentSKUId: fields[1])
        }
        return try await answer(about: query.accounts) { reader, accounts, now in
            let (agents, hasMore) = try reader.nodeAgents(of: accounts.names, after: after, limit: query.limit)
            return ListAnswer.json(
                agents.map { AgentAnswer($0) }, accounts: accounts.freshness(now: now),
                next: hasMore ? agents.last.map { OpaqueText.encode([$0.account, $0.nodeAgentSKUId]) } : nil)
        }
    }

    /// The answer to `GET /v1/syncs`, the latest first; a cursor is the id of a page's last attempt.
    package func syncs(_ query: PageQuery) async throws -> [UInt8] {
        let before = try query.after.map { text throws(APIError) in
            guard let id = Int(text), id > 0 else { throw OpaqueText.isNoCursor }
            return id
        }
        return try await answer(about: query.accounts) { reader, accounts, now in
            let (syncs, hasMore) = try reader.syncs(of: accounts.names, before: before, limit: query.limit)
            return ListAnswer.json(
                syncs.map { SyncAnswer($0) }, accounts: accounts.freshness(now: now),
                next: hasMore ? syncs.last.map { String($0.id) } : nil)
        }
    }

    /// The answer to `GET /v1/changes`.
    package func changes(_ query: ChangeQuery) async throws -> [UInt8] {
        try await answer(about: query.accounts) { reader, accounts, now in
            let (changes, hasMore) = try reader.changes(
                ChangeSelection(
                    accounts: accounts.names, kinds: query.kinds, since: query.since?.time(now: now),
                    until: query.until?.time(now: now), onlyUsed: query.onlyUsed, after: query.after,
                    limit: query.limit ?? ImageQuery.defaultLimit))
            return ListAnswer.json(
                changes.map { ChangeAnswer($0) }, accounts: accounts.freshness(now: now),
                next: hasMore ? changes.last.map { String($0.seq) } : nil)
        }
    }
}
