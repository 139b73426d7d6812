/// The accounts that something concerns, as a report names them: a few, or how many.
package struct AccountNames: Hashable, Sendable {
    /// By name; no more than are shown.
    private let first: [String]
    package let count: Int
    private let isAll: Bool

    private static let most = 3

    /// - Parameters:
    ///   - names: each once.
    ///   - all: of how many accounts the report speaks.
    package init(_ names: some Collection<String>, of all: Int) {
        first = Array(names.sorted().prefix(Self.most))
        count = names.count
        isAll = count == all
    }

    /// - Parameters:
    ///   - ranks: places among the names, each once.
    ///   - names: of all accounts of which the report speaks, in their order.
    package init(_ ranks: [Int], in names: [String]) {
        first = ranks.sorted().prefix(Self.most).map { names[$0] }
        count = ranks.count
        isAll = count == names.count
    }

    var text: String {
        if isAll, count > Self.most { return "all \(Words.grouped(count)) accounts" }
        guard count > first.count else { return Words.list(first) }
        let shown = first.dropLast()
        return Words.list(shown + ["\(Words.grouped(count - shown.count)) more"])
    }
}
