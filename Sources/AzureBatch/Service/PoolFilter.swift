/// A `$filter` of List Pools: one comparison of the state.
package struct PoolFilter: Sendable {
    private let state: String
    private let isEqual: Bool

    static let expected = "state eq 'active'"

    /// - Returns: `nil` when the text is anything else.
    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /\s*state\s+(eq|ne)\s+'([A-Za-z]*)'\s*/) else { return nil }
        (state, isEqual) = (String(match.2), match.1 == "eq")
    }

    package func matches(state: String?) -> Bool { (self.state == state) == isEqual }
}
