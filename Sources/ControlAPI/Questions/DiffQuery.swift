/// The parameters of `GET /v1/diff`: two accounts, or one at two moments.
package struct DiffQuery: Hashable, Sendable {
    package var from: AccountMoment
    package var to: AccountMoment

    package init(from: AccountMoment, to: AccountMoment) {
        self.from = from
        self.to = to
    }

    package init(_ parameters: inout QueryParameters) throws(APIError) {
        from = try parameters.required("from", expected: AccountMoment.expected) { AccountMoment($0) }
        to = try parameters.required("to", expected: AccountMoment.expected) { AccountMoment($0) }
    }

    package var queryItems: [QueryItem] { [QueryItem("from", from.text), QueryItem("to", to.text)] }
}

/// An account, now or at a moment: `contoso`, `contoso@2026-01-01`.
package struct AccountMoment: Hashable, Sendable {
    package let text: String
    package let account: String
    /// `nil`: now.
    package let time: TimeText?

    package static let expected = "ACCOUNT or ACCOUNT@TIME, such as contoso@2026-01-31"

    package init?(_ text: String) {
        let sides = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let time = sides.count > 1 ? TimeText(sides[1]) : nil
        guard !sides[0].isEmpty, sides.count == 1 || time != nil else { return nil }
        self.text = text
        account = sides[0]
        self.time = time
    }
}
