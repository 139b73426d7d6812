import Catalog
import CatalogStore
import ControlAPI
import Reports

extension ReportGround {
    /// The events of the calendar. How often a date moved is counted over all that the record knows, also of accounts
    /// that are no longer configured, so that it never goes back; only for accounts that were chosen, over those.
    func events() throws -> [CalendarEvent] {
        let identities = try Dictionary(grouping: reader.identitiesWithDates(usedIn: names), by: \.name).map(\.value)
        var places: [Int64: Int] = [:]
        for (place, identities) in identities.enumerated() {
            for identity in identities { places[identity.id] = place }
        }
        var stories = identities.map { _ in DateStory() }
        try reader.dateStatements(of: query.accounts.isEmpty ? nil : names) { statement in
            if let place = places[statement.identity] { stories[place].take(statement) }
        }
        return zip(identities, stories).compactMap { identities, story in event(identities, story) }
    }

    /// - Parameter identities: of one name; at least one.
    /// - Returns: `nil` for what a calendar of today does not show.
    private func event(_ identities: [DatedIdentity], _ story: DateStory) -> CalendarEvent? {
        var story = story
        let pools = identities.flatMap(\.pools)
        guard !query.onlyUsed || !pools.isEmpty, let outcome = story.outcome(in: Set(ranks.keys)) else { return nil }
        if let window = query.window, outcome.date.day - now.day > window { return nil }
        // Of what is listed no more, only what happened lately.
        guard !outcome.identities.isEmpty || max(outcome.date, story.since) >= horizon else { return nil }
        let listed = identities.filter { outcome.identities.contains($0.id) }
        return CalendarEvent(
            name: identities[0].name, image: (listed.isEmpty ? identities : listed).max { $0.id < $1.id }?.image ?? "",
            agents: Set(listed.map(\.nodeAgentSKUId)).sorted(), date: outcome.date, standing: outcome.standing,
            moves: story.moves, since: story.since, accounts: accountNames(outcome.accounts),
            others: outcome.others.sorted { $0.key < $1.key }.map { ($0.key, accountNames($0.value)) },
            pools: pools.sorted())
    }
}
