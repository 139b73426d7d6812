package import Catalog

/// The parameters of `GET /v1/changes`.
package struct ChangeQuery: Hashable, Sendable {
    package var accounts: [String] = []
    package var kinds: [CatalogChange.Kind] = []
    /// The first moment that counts.
    package var since: TimeText?
    /// The first moment that no longer counts.
    package var until: TimeText?
    /// Only changes of images that a live pool of the account uses.
    package var onlyUsed = false
    /// Only changes with a greater `seq`.
    package var after: Int?
    /// Rows of a page, or lines to follow; as of images.
    package var limit: Int?

    /// Whether to go on with what comes.
    package var follows = false

    package init() {}

    package init(_ parameters: inout QueryParameters) throws(APIError) {
        accounts = try parameters.all("account")
        kinds = try parameters.all("kind", expected: "one of \(CatalogChange.Kind.allCases.names)") {
            CatalogChange.Kind(rawValue: $0)
        }
        since = try parameters.one("since", expected: TimeText.expected) { TimeText($0) }
        until = try parameters.one("until", expected: TimeText.expected) { TimeText($0) }
        onlyUsed = try parameters.flag("used") ?? false
        after = try parameters.integer("after", in: 0...Int.max)
        limit = try parameters.integer("limit", in: 1...ImageQuery.maximumLimit)
        follows = try parameters.flag("follow") ?? false
    }

    package var queryItems: [QueryItem] {
        QueryItem.all([
            "account": accounts, "kind": kinds.map(\.rawValue), "since": [since?.text], "until": [until?.text],
            "used": [onlyUsed ? "true" : nil], "after": [after.map(String.init)], "limit": [limit.map(String.init)],
            "follow": [follows ? "true" : nil],
        ])
    }
}

/// A moment as a person writes it: a date, an RFC 3339 date-time, or a duration before now.
package struct TimeText: Hashable, Sendable {
    package let text: String
    private let meaning: Meaning

    private enum Meaning: Hashable {
        case moment(UTCTime)
        case ago(Duration)
    }

    package static let expected = "a date (2026-01-31), an RFC 3339 date-time, or a duration before now (30d)"

    package init?(_ text: String) {
        self.text = text
        if let time = UTCTime(date: text) ?? UTCTime(rfc3339: text) {
            meaning = .moment(time)
        } else if let duration = Duration(text: text) {
            meaning = .ago(duration)
        } else {
            return nil
        }
    }

    package func time(now: UTCTime) -> UTCTime {
        switch meaning {
        case .moment(let time): time
        case .ago(let duration): now.advanced(by: .zero - duration)
        }
    }
}
