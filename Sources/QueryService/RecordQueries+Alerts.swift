import Catalog
import CatalogStore
package import ControlAPI

extension RecordQueries {
    /// The answer to `GET /v1/alerts`; a cursor is the id of a page's last event.
    package func alerts(_ query: AlertQuery) async throws -> [UInt8] {
        try await answer(about: query.accounts) { reader, accounts, now in
            let (events, hasMore) = try reader.events(
                try query.selection(reader, after: nil, limit: query.limit ?? ImageQuery.defaultLimit))
            return ListAnswer.json(
                events.map { AlertAnswer($0) }, accounts: accounts.freshness(now: now),
                next: hasMore ? events.last?.id : nil)
        }
    }

    /// Some events that a query asks for, one JSON object a line.
    ///
    /// - Parameter seq: in place of the query's own, where the part before ended; moves behind what was read.
    /// - Returns: the lines, how many they are, and whether there may be more.
    package func alertLines(
        _ query: AlertQuery, after seq: inout Int64?
    ) async throws -> (lines: [UInt8], count: Int, hasMore: Bool) {
        let after = seq
        let (lines, count, last, hasMore) = try await answer(about: query.accounts) { reader, _, _ in
            let (events, hasMore) = try reader.events(
                try query.selection(reader, after: after, limit: min(query.limit ?? .max, Self.eventsAtOnce)))
            var writer = JSONWriter()
            writer.lines(of: events.lazy.map { AlertAnswer($0) })
            return (writer.bytes, events.count, events.last?.seq, hasMore)
        }
        seq = last ?? seq
        return (lines, count, hasMore)
    }

    private static let eventsAtOnce = 500
}

extension AlertQuery {
    /// - Throws: `APIError` for an unknown alert, or a cursor that is none.
    fileprivate func selection(_ reader: StoreReader, after seq: Int64?, limit: Int) throws -> EventSelection {
        if let unknown = try alerts.first(where: { try !reader.alertNames().contains($0) }) {
            throw APIError.unknownAlert(unknown, known: try reader.alertNames())
        }
        var last = seq
        if seq == nil, let after {
            last = try reader.seq(ofEvent: after)
            guard last != nil else { throw OpaqueText.isNoCursor }
        }
        return EventSelection(
            alerts: alerts, events: events.map(\.rawValue), states: states.map(\.rawValue), accounts: accounts,
            after: last, limit: limit)
    }
}

extension AlertAnswer {
    fileprivate init(_ event: ToldEvent) {
        self.init()
        id = event.id
        at = event.at.description
        alert = event.alert
        self.event = Word(text: event.event)
        account = event.account
        image = event.image
        nodeAgentSKUId = event.nodeAgentSKUId
        message = event.message
        state = Word(text: event.state)
        attempts = event.attempts
        lastAttempt = event.lastAttempt?.description
        lastError = event.lastError
    }
}
