import Catalog
import CatalogStore
import ControlAPI
import Reports

extension ReportGround {
    /// The events of the calendar. How often a date moved is counted over all that the record knows, also of accounts
    /// that are no longer configured, so that it never goes back; only for accounts that were chosen, over those.
    func events() throws -> [CalendarEvent] {
        let identities = try reader.identitiesWithDates(usedIn: names)
        let byID = Dictionary(identities.map { ($0.id, $0) }) { first, _ in first }
        var stories: [ImageName: DateStory] = [:]
        try reader.dateStatements(of: query.accounts.isEmpty ? nil : names) { statement in
            guard let identity = byID[statement.identity] else { return }
            stories[identity.name, default: DateStory()].take(statement)
        }
        let known = Dictionary(accounts.map { ($0.id, $0.name) }) { first, _ in first }
        let byName = Dictionary(grouping: identities, by: \.name)
        return stories.compactMap { name, story in event(name, story, byName[name] ?? [], known) }
    }

    /// - Returns: `nil` for what a calendar of today does not show.
    private func event(
        _ name: ImageName, _ story: DateStory, _ identities: [DatedIdentity], _ known: [Int64: String]
    ) -> CalendarEvent? {
        var story = story
        let pools = identities.flatMap(\.pools)
        guard !query.onlyUsed || !pools.isEmpty, let outcome = story.outcome(in: Set(known.keys)) else { return nil }
        if let window = query.window, outcome.date.day - now.day > window { return nil }
        // Of what is listed no more, only what happened lately.
        guard !outcome.identities.isEmpty || max(outcome.date, story.since) >= horizon else { return nil }
        let listed = identities.filter { outcome.identities.contains($0.id) }
        func accountNames(_ ids: Set<Int64>) -> AccountNames {
            AccountNames(ids.compactMap { known[$0] }, of: known.count)
        }
        return CalendarEvent(
            name: name, image: (listed.isEmpty ? identities : listed).max { $0.id < $1.id }?.image ?? "",
            agents: Set(listed.map(\.nodeAgentSKUId)).sorted(), date: outcome.date, standing: outcome.standing,
            moves: story.moves, since: story.since, accounts: accountNames(outcome.accounts),
            others: outcome.others.sorted { $0.key < $1.key }.map { ($0.key, accountNames($0.value)) },
            pools: pools.sorted())
    }
}
