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
            let accounts = try AccountSelection(query.accounts, known: reader.configuredAccounts())
            let (images, hasMore) = try reader.images(
                query.selection(accounts: accounts.chosen.map(\.name), today: today, after: after))
            var writer = JSONWriter(capacity: images.count * 512 + 1024)
            try writer.object {
                $0.key("images")
                $0.array {
                    for image in images { $0.image(image, day: today.day, window: query.window) }
                }
                $0.key("accounts")
                if query.asOf == nil {
                    $0.freshness(accounts.chosen, now: now)
                } else {
                    $0.freshness(accounts.chosen, at: today, seen: try reader.lastSeen(at: today), now: now)
                }
                if hasMore { $0.member("next", images.last?.key.map { ImageCursor.encode($0, order: query.order) }) }
            }
            writer.endLine()
            return writer.bytes
        }
    }

    /// The answer to `GET /v1/accounts`; a cursor is the name of a page's last account.
    package func accounts(_ query: PageQuery) async throws -> [UInt8] {
        let time = now()
        return try await store.read { reader in
            let accounts = try AccountSelection(query.accounts, known: reader.configuredAccounts())
                .chosen.filter { $0.name > query.after ?? "" }
            let page = Array(accounts.prefix(query.limit))
            var writer = JSONWriter()
            writer.object {
                $0.key("accounts")
                $0.accounts(page, now: time)
                if accounts.count > page.count { $0.member("next", page.last?.name) }
            }
            writer.endLine()
            return writer.bytes
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
            let accounts = try AccountSelection(query.accounts, known: reader.configuredAccounts())
            let (agents, hasMore) = try reader.nodeAgents(
                of: accounts.chosen.map(\.name), after: after, limit: query.limit)
            var writer = JSONWriter(capacity: agents.count * 160 + 1024)
            writer.object {
                $0.key("agents")
                $0.array {
                    for agent in agents { $0.agent(agent) }
                }
                $0.key("accounts")
                $0.freshness(accounts.chosen, now: time)
                if hasMore {
                    $0.member("next", agents.last.map { OpaqueText.encode([$0.account, $0.nodeAgentSKUId]) })
                }
            }
            writer.endLine()
            return writer.bytes
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
            let accounts = try AccountSelection(query.accounts, known: reader.configuredAccounts())
            let (syncs, hasMore) = try reader.syncs(
                of: accounts.chosen.map(\.name), before: before, limit: query.limit)
            var writer = JSONWriter(capacity: syncs.count * 256 + 1024)
            writer.object {
                $0.key("syncs")
                $0.array {
                    for sync in syncs { $0.sync(sync) }
                }
                $0.key("accounts")
                $0.freshness(accounts.chosen, now: time)
                if hasMore { $0.member("next", syncs.last.map { String($0.id) }) }
            }
            writer.endLine()
            return writer.bytes
        }
    }

    /// The answer to `GET /v1/changes`.
    package func changes(_ query: ChangeQuery) async throws -> [UInt8] {
        let time = now()
        return try await store.read { reader in
            let accounts = try AccountSelection(query.accounts, known: reader.configuredAccounts())
            let (changes, hasMore) = try reader.changes(
                ChangeSelection(
                    accounts: accounts.chosen.map(\.name), kinds: query.kinds, since: query.since?.time(now: time),
                    until: query.until?.time(now: time), after: query.after,
                    limit: query.limit ?? ImageQuery.defaultLimit))
            var writer = JSONWriter(capacity: changes.count * 256 + 1024)
            writer.object {
                $0.key("changes")
                $0.array {
                    for change in changes { $0.change(change) }
                }
                $0.key("accounts")
                $0.freshness(accounts.chosen, now: time)
                if hasMore { $0.member("next", changes.last.map { String($0.seq) }) }
            }
            writer.endLine()
            return writer.bytes
        }
    }

    /// The configured accounts with the days of their data, as `status` shows them.
    package func configuredAccounts() async throws -> [KnownAccount] {
        try await store.read { try $0.configuredAccounts() }
    }
}
