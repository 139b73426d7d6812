package import Catalog
import Foundation

/// An alert as the settings describe it.
package struct ConfiguredAlert: Hashable, Sendable {
    let name: String
    let rule: AlertRule
    /// `nil`: every account.
    let accounts: [String]?
    /// Whether it is told too that something holds no more.
    let tellsEnd: Bool

    package init(name: String, rule: AlertRule, accounts: [String]?, tellsEnd: Bool) {
        (self.name, self.rule, self.accounts, self.tellsEnd) = (name, rule, accounts, tellsEnd)
    }

    /// As the table has it.
    var events: String { JSONWriter.text(of: rule.kinds.map(\.rawValue).sorted()) }
    var within: String { "[\(rule.thresholds.map(String.init).joined(separator: ","))]" }
    var images: String { JSONWriter.text(of: rule.watch.words) }
}

extension AlertRule {
    /// Of the columns of the table.
    init(events: String, within: String, images: String) {
        self.init(
            kinds: Set((JSONText(events).strings ?? []).compactMap { AlertKind(rawValue: $0) }),
            thresholds: within.dropFirst().dropLast().split(separator: ",").compactMap { Int($0) },
            watch: WatchList(JSONText(images).strings ?? []))
    }

    /// Whether it tells something that another does not.
    func isWider(than other: AlertRule) -> Bool {
        !kinds.isSubset(of: other.kinds) || !Set(thresholds).isSubset(of: other.thresholds)
            || watch.isWider(than: other.watch)
    }
}
