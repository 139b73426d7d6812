package import Catalog

/// The parameters of `GET /v1/alerts`.
package struct AlertQuery: Hashable, Sendable {
    /// Each of these holds when one of its values does; empty: whatever it is.
    package var alerts: [String] = []
    package var events: [AlertKind] = []
    package var states: [AlertState] = []
    package var accounts: [String] = []
    /// Only later events than the one with this id.
    package var after: String?
    /// Rows of a page, or lines to follow.
    package var limit: Int?
    /// Whether to go on with what comes.
    package var follows = false

    package init() {}

    package init(_ parameters: inout QueryParameters) throws(APIError) {
        alerts = try parameters.all("alert")
        events = try parameters.all("event", expected: AlertKind.expected) { AlertKind(rawValue: $0) }
        states = try parameters.all("state", expected: AlertState.expected) { AlertState(rawValue: $0) }
        accounts = try parameters.all("account")
        after = try parameters.one("after")
        limit = try parameters.integer("limit", in: 1...ImageQuery.maximumLimit)
        follows = try parameters.flag("follow") ?? false
    }

    package var queryItems: [QueryItem] {
        QueryItem.all([
            "alert": alerts, "event": events.map(\.rawValue), "state": states.map(\.rawValue), "account": accounts,
            "after": [after], "limit": [limit.map(String.init)], "follow": [follows ? "true" : nil],
        ])
    }
}

extension AlertKind {
    /// What a right word looks like, for messages. One that is tried is in no list.
    package static var expected: String { "one of \((watched + [.summary]).names)" }
}

extension AlertState {
    /// What a right word looks like, for messages.
    package static var expected: String { "one of \(allCases.names)" }
}
