package import Catalog

/// The parameters of `GET /v1/images`.
package struct ImageQuery: Hashable, Sendable {
    package enum Order: String, Hashable, Sendable, CaseIterable {
        /// Account, publisher, offer, sku, version, node agent, in lower case.
        case name
        /// Soonest first, images without a date last; then as `name`.
        case endOfLife = "end-of-life"
    }

    /// Each of these holds when one of its values does (compared without case); empty: whatever it is.
    package var accounts: [String] = []
    package var publishers: [String] = []
    package var offers: [String] = []
    package var skus: [String] = []
    package var agents: [String] = []
    package var osTypes: [String] = []
    package var verificationTypes: [String] = []
    /// All of these must hold.
    package var capabilities: [String] = []
    /// Empty: every state but `gone`.
    package var states: Set<LifecycleState> = []
    /// A part of the image's name or node agent, compared without case.
    package var substring: String?
    package var filter: FilterText?
    /// Only images that a live pool of the account uses.
    package var onlyUsed = false
    /// Days before an end of life in which an image counts as ending.
    package var window = LifecycleState.defaultWindow
    /// The moment as of which; `nil` for now.
    package var asOf: TimeText?
    package var order = Order.name
    /// Rows of a page, `defaultLimit` if `nil`; lines of a stream, all if `nil`.
    package var limit: Int?
    /// Where the page before this one ended; opaque.
    package var after: String?

    package static let defaultLimit = 1000
    package static let maximumLimit = 10_000

    package init() {}

    package init(_ parameters: inout QueryParameters) throws(APIError) {
        accounts = try parameters.all("account")
        publishers = try parameters.all("publisher")
        offers = try parameters.all("offer")
        skus = try parameters.all("sku")
        agents = try parameters.all("agent")
        osTypes = try parameters.all("os")
        verificationTypes = try parameters.all("verification")
        capabilities = try parameters.all("capability")
        states = Set(
            try parameters.all("state", expected: "one of \(LifecycleState.allCases.names), all") { text in
                text == "all" ? Set(LifecycleState.allCases) : LifecycleState(rawValue: text).map { [$0] }
            }.joined())
        substring = try parameters.one("q")
        filter = try parameters.one("filter").map { text throws(APIError) in
            do throws(FilterError) {
                return try FilterText(text)
            } catch {
                throw APIError(
                    .badRequest,
                    "cannot use the parameter 'filter': at column \(error.column), expected \(error.expected)")
            }
        }
        onlyUsed = try parameters.flag("used") ?? false
        window = try parameters.window() ?? window
        asOf = try parameters.one("as_of", expected: TimeText.expected) { TimeText($0) }
        order =
            try parameters.one("order", expected: "one of \(Order.allCases.names)") { Order(rawValue: $0) } ?? order
        limit = try parameters.integer("limit", in: 1...Self.maximumLimit)
        after = try parameters.one("after")
    }

    package var queryItems: [QueryItem] {
        QueryItem.all([
            "account": accounts, "publisher": publishers, "offer": offers, "sku": skus, "agent": agents,
            "os": osTypes, "verification": verificationTypes, "capability": capabilities,
            "state": states == Set(LifecycleState.allCases) ? ["all"] : states.map(\.rawValue).sorted(),
            "q": [substring], "filter": [filter?.text], "used": [onlyUsed ? "true" : nil],
            "within": [QueryItem.text(ofWindow: window)], "as_of": [asOf?.text],
            "order": [order == .name ? nil : order.rawValue], "limit": [limit.map(String.init)], "after": [after],
        ])
    }
}

extension QueryItem {
    /// `within`, where it is not what is meant without.
    static func text(ofWindow days: Int) -> String? { days == LifecycleState.defaultWindow ? nil : "\(days)d" }
}

extension QueryParameters {
    /// `within`: days before an end of life in which an image counts as ending.
    mutating func window() throws(APIError) -> Int? {
        try one("within", expected: "a duration such as 180d") { Duration(text: $0)?.daysRoundedUp }
    }
}

extension Duration {
    /// A window counts in days: a part of one is a whole one.
    package var daysRoundedUp: Int { (wholeSeconds + UTCTime.secondsPerDay - 1) / UTCTime.secondsPerDay }
}

/// An OData filter as a person writes it, and what it means.
package struct FilterText: Hashable, Sendable {
    package let text: String
    package let filter: ImageFilter

    package init(_ text: String) throws(FilterError) {
        self.text = text
        filter = try ImageFilter(parsing: text)
    }
}
