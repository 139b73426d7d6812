package import Catalog

/// The parameters of `GET /v1/pools`.
package struct PoolQuery: Hashable, Sendable {
    package enum Order: String, Hashable, Sendable, CaseIterable {
        /// Account, then pool, in lower case.
        case name
        /// The worst level first, then the soonest end of life; then as `name`.
        case risk
    }

    /// Each of these holds when one of its values does; empty: whatever it is.
    package var accounts: [String] = []
    package var verdicts: [Verdict] = []
    package var levels: [Verdict.Level] = []
    /// Compared without case.
    package var agents: [String] = []
    /// A part of the name of pool, image or node agent, compared without case.
    package var substring: String?
    /// Days before an end of life in which an image counts as ending.
    package var window = LifecycleState.defaultWindow
    package var order = Order.name
    package var limit = ImageQuery.defaultLimit
    /// Where the page before this one ended; opaque.
    package var after: String?

    package init() {}

    package init(_ parameters: inout QueryParameters) throws(APIError) {
        accounts = try parameters.all("account")
        verdicts = try parameters.all("verdict", expected: Verdict.expected) { Verdict(rawValue: $0) }
        levels = try parameters.all("level", expected: "one of \(Verdict.Level.allCases.names)") {
            Verdict.Level(rawValue: $0)
        }
        agents = try parameters.all("agent")
        substring = try parameters.one("q")
        window = try parameters.window() ?? window
        order =
            try parameters.one("order", expected: "one of \(Order.allCases.names)") { Order(rawValue: $0) } ?? order
        limit = try parameters.integer("limit", in: 1...ImageQuery.maximumLimit) ?? limit
        after = try parameters.one("after")
    }

    package var queryItems: [QueryItem] {
        QueryItem.all([
            "account": accounts, "verdict": verdicts.map(\.rawValue), "level": levels.map(\.rawValue),
            "agent": agents, "q": [substring], "within": [QueryItem.text(ofWindow: window)],
            "order": [order == .name ? nil : order.rawValue],
            "limit": [limit == ImageQuery.defaultLimit ? nil : String(limit)], "after": [after],
        ])
    }
}

extension Verdict {
    /// What a right word looks like, for messages.
    package static var expected: String { "one of \(allCases.names)" }
}
