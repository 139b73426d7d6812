import Catalog
import CatalogStore
import ControlAPI
import Reports

/// What reports are made from: the record at one moment, the accounts and the question.
struct ReportGround {
    let reader: StoreReader
    /// By name.
    let accounts: [KnownAccount]
    let query: ReportQuery
    let now: UTCTime
    let names: [String]
    /// The place of each account, by its row, among the names.
    let ranks: [Int64: Int]

    init(_ reader: StoreReader, accounts: [KnownAccount], query: ReportQuery, now: UTCTime) {
        (self.reader, self.accounts, self.query, self.now) = (reader, accounts, query, now)
        names = accounts.names
        ranks = Dictionary(uniqueKeysWithValues: accounts.enumerated().map { ($1.id, $0) })
    }

    /// - Parameter ids: rows of accounts, each once.
    func accountNames(_ ids: some Collection<Int64>) -> AccountNames {
        AccountNames(ids.compactMap { ranks[$0] }, in: names)
    }

    var window: Int { query.window ?? LifecycleState.defaultWindow }

    /// What happened before is not shown.
    var horizon: UTCTime { UTCTime(day: now.day - RecordQueries.memory) }

    /// A strong tag: the same bytes come of the same question, record, day and release. What the time alone changes on a
    /// day is which accounts are stale.
    func tag(_ form: ReportForm) throws -> String {
        let tellsFreshness = form == .html || form == .markdown
        let stale = tellsFreshness ? accounts.filter { $0.isStale(now: now) }.map(\.name) : []
        let record = try reader.stamp(of: names, withFreshness: tellsFreshness)
        let parts = [
            Batchimgd.version, QueryItem.target(form.path, query.queryItems), String(now.day), record.hex,
        ]
        return "\"\(Digest(of: parts + stale).hex.prefix(32))\""
    }

    func changes() -> ChangeSelection {
        ChangeSelection(
            accounts: names, kinds: [], since: horizon, until: nil, onlyUsed: query.onlyUsed, after: nil,
            limit: .max - 1)
    }
}
