package import Catalog

/// What changed on a day.
package struct ReportDay: Sendable {
    /// Whole days since 1970 (UTC).
    package var day: Int
    package var changes: [ReportChange]
    /// Changes that are not shown, for there are too many.
    package var omitted: Int

    package init(day: Int, changes: [ReportChange], omitted: Int) {
        (self.day, self.changes, self.omitted) = (day, changes, omitted)
    }
}

/// A change that accounts saw alike.
package struct ReportChange: Hashable, Sendable {
    /// A raw value of `CatalogChange.Kind`.
    package var kind: String
    /// As it is shown.
    package var image: String
    package var nodeAgentSKUId: String
    package var old: String?
    package var new: String?
    /// The date that the image has since, or had last.
    package var endOfLife: UTCTime?
    package var accounts: AccountNames

    package init(
        kind: String, image: String, nodeAgentSKUId: String, old: String?, new: String?, endOfLife: UTCTime?,
        accounts: AccountNames
    ) {
        (self.kind, self.image, self.nodeAgentSKUId) = (kind, image, nodeAgentSKUId)
        (self.old, self.new, self.endOfLife, self.accounts) = (old, new, endOfLife, accounts)
    }

    /// What happened, in few words.
    package var what: String {
        switch CatalogChange.Kind(rawValue: kind) {
        case .added: return "added"
        case .returned: return "listed again"
        case .removed: return "listed no more"
        case .nodeAgent: return "node agent: \(old ?? "none") → \(new ?? "none")"
        case .endOfLife:
            guard let new else { return "end of life taken back (was \(Self.date(old)))" }
            return old == nil
                ? "end of life set: \(Self.date(new))" : "end of life moved: \(Self.date(old)) → \(Self.date(new))"
        case .verification: return "\(old ?? "none") → \(new ?? "none")"
        case .capabilities: return Self.capabilities(old, new)
        case .osType, nil: return "\(kind): \(old ?? "none") → \(new ?? "none")"
        }
    }

    /// The day of a date, as the record writes it.
    private static func date(_ text: String?) -> String {
        guard let text, let time = UTCTime(rfc3339: text) else { return text ?? "none" }
        return time.dateText
    }

    /// What came and what went, of two JSON arrays.
    private static func capabilities(_ old: String?, _ new: String?) -> String {
        let (before, after) = (old.flatMap { JSONText($0).strings } ?? [], new.flatMap { JSONText($0).strings } ?? [])
        let gained = after.filter { !before.contains($0) }.map { "+\($0)" }
        let lost = before.filter { !after.contains($0) }.map { "−\($0)" }
        return "capabilities: \((gained + lost).joined(separator: ", "))"
    }
}

extension ReportChange: Comparable {
    /// What puts pools at risk comes first.
    private static let order: [CatalogChange.Kind] = [
        .removed, .endOfLife, .verification, .nodeAgent, .capabilities, .osType, .returned, .added,
    ]

    private var place: (Int, String, String, String) {
        let rank = CatalogChange.Kind(rawValue: kind).flatMap { Self.order.firstIndex(of: $0) } ?? Self.order.count
        return (rank, image, nodeAgentSKUId, what)
    }

    package static func < (left: ReportChange, right: ReportChange) -> Bool { left.place < right.place }
}
