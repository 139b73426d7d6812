import Catalog
import CatalogStore
package import ControlAPI

extension RecordQueries {
    /// The answer to `GET /v1/pools`.
    package func pools(_ query: PoolQuery) async throws -> [UInt8] {
        let after = try query.after.map { text throws(APIError) in try PoolKey(cursor: text, order: query.order) }
        return try await answer(about: query.accounts) { reader, accounts, now in
            var selection = PoolSelection(
                accounts: accounts.names, day: now.day, window: query.window, limit: query.limit)
            selection.verdicts = query.verdicts
            selection.levels = query.levels
            selection.agents = query.agents
            selection.substring = query.substring
            selection.order = query.order == .name ? .name : .risk
            selection.after = after
            let (pools, hasMore) = try reader.pools(selection)
            return ListAnswer.json(
                pools.lazy.map { PoolAnswer($0) }, accounts: accounts.map { FreshnessAnswer(poolsOf: $0, now: now) },
                next: hasMore ? pools.last?.key.cursor(query.order) : nil, capacity: pools.count * 640 + 1024)
        }
    }
}

extension PoolKey {
    /// Where a page of pools ended, as an opaque text.
    fileprivate func cursor(_ order: PoolQuery.Order) -> String {
        OpaqueText.encode([order.rawValue, String(rank), endOfLife.map(String.init) ?? "", account, pool])
    }

    /// - Throws: `APIError` when the text is no cursor of this order.
    fileprivate init(cursor text: String, order: PoolQuery.Order) throws(APIError) {
        guard let fields = OpaqueText.decode(text), fields.count == 5, fields[0] == order.rawValue,
            let rank = Int(fields[1]), fields[2].isEmpty || Int(fields[2]) != nil
        else { throw OpaqueText.isNoCursor }
        self.init(rank: rank, endOfLife: Int(fields[2]), account: fields[3], pool: fields[4])
    }
}
