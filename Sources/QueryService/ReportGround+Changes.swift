import Catalog
import CatalogStore
import ControlAPI
import Reports

extension ReportGround {
    /// Days with changes that the page shows, and changes of all of them.
    private static let mostDays = 30
    private static let mostChanges = 300
    /// Entries of the feed, and changes that one shows.
    private static let mostEntries = 500
    private static let mostOfAnEntry = 50

    /// What changed, by day, for the page: what accounts saw alike is told once.
    func days() throws -> [ReportDay] {
        var days: [ReportDay] = []
        var left = Self.mostChanges
        try eachDay { day, changes in
            let alike = Dictionary(grouping: changes) { ChangeWords($0) }
            let merged = alike.values.compactMap { changes in
                changes.first.map {
                    ReportChange($0, accounts: AccountNames(Set(changes.map(\.account)), of: accounts.count))
                }
            }.sorted()
            let shown = Array(merged.prefix(left))
            left -= shown.count
            days.append(ReportDay(day: day, changes: shown, omitted: merged.count - shown.count))
            return days.count < Self.mostDays && left > 0
        }
        return days
    }

    /// The feed: an entry for each day and account.
    func feed() throws -> FeedReport {
        var entries: [FeedEntry] = []
        try eachDay { day, changes in
            let own = Dictionary(grouping: changes, by: \.account).map { account, changes in
                entry(of: account, day, changes)
            }.sorted { ($1.updated, $0.account) < ($0.updated, $1.account) }
            entries += own.prefix(Self.mostEntries - entries.count)
            return entries.count < Self.mostEntries
        }
        let items = query.queryItems
        return FeedReport(
            entries, window: window, query: String(QueryItem.target("", items).dropFirst()),
            began: accounts.map(\.firstConfigured).max() ?? UTCTime(seconds: 0))
    }

    /// - Parameter changes: the latest first.
    private func entry(of account: String, _ day: Int, _ changes: [RecordedChange]) -> FeedEntry {
        let alone = AccountNames([account], of: accounts.count)
        return FeedEntry(
            account: account, day: day, published: changes.last?.at ?? UTCTime(day: day),
            updated: changes.first?.at ?? UTCTime(day: day),
            counts: Dictionary(grouping: changes, by: \.kind).mapValues(\.count),
            urgent: changes.count { $0.endOfLife.map { $0.day - day <= window } ?? false },
            changes: changes.prefix(Self.mostOfAnEntry).map { ReportChange($0, accounts: alone) })
    }

    /// Each day with changes, the latest first.
    ///
    /// - Parameter goesOn: whether the day before is wanted.
    private func eachDay(_ goesOn: (_ day: Int, _ changes: [RecordedChange]) throws -> Bool) throws {
        var day: [RecordedChange] = []
        var isWanted = true
        try reader.latestChanges(changes()) { change in
            if let last = day.last, last.at.day != change.at.day {
                isWanted = try goesOn(last.at.day, day)
                day = []
            }
            day.append(change)
            return isWanted
        }
        if isWanted, let last = day.last { _ = try goesOn(last.at.day, day) }
    }
}

/// What makes changes of several accounts the same.
private struct ChangeWords: Hashable {
    let kind: String
    let image: String
    let agent: String
    let old: String?
    let new: String?

    init(_ change: RecordedChange) {
        kind = change.kind
        image = change.image.folded
        agent = change.nodeAgentSKUId.folded
        old = change.old
        new = change.new
    }
}

extension ReportChange {
    fileprivate init(_ change: RecordedChange, accounts: AccountNames) {
        self.init(
            kind: change.kind, image: change.image, nodeAgentSKUId: change.nodeAgentSKUId, old: change.old,
            new: change.new, endOfLife: change.endOfLife, accounts: accounts)
    }
}
