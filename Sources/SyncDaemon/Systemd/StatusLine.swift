import Catalog
import CatalogStore

/// One line of how the daemon is, for people: what is wrong comes first.
struct StatusLine: Sendable {
    let summary: RefreshSummary
    let standing: SettingsStanding.State
    /// What is wrong with the record's file.
    let damage: String?

    /// So many names are told; of more, the number.
    private static let maximumNames = 3

    var text: String {
        [
            damage.map { "The database is damaged, nothing is written: \($0)" },
            standing.refusal.map { "Cannot reload: \($0); the old settings stay" },
            accounts, times,
            standing.restartKeys.isEmpty
                ? nil : "restart for: \(standing.restartKeys.joined(separator: ", "))",
        ].compactMap(\.self).joined(separator: "; ")
    }

    private var accounts: String {
        guard summary.accounts > 0 else {
            return "No accounts: add an [[account]] to \(standing.file), then run: systemctl reload batchimgd"
        }
        return [
            "\(summary.accounts) \(summary.accounts == 1 ? "account" : "accounts")",
            Self.count(summary.failing, "failing"),
            Self.count(summary.held, "held back"),
        ].compactMap(\.self).joined(separator: ", ")
    }

    private var times: String? {
        guard summary.accounts > 0 else { return nil }
        return "last sync \(summary.lastAttempt?.description ?? "none yet"), "
            + "next \(summary.nextAttempt?.description ?? "at once")"
    }

    private static func count(_ names: [String], _ what: String) -> String? {
        guard !names.isEmpty else { return nil }
        let more = names.count > maximumNames ? " and \(names.count - maximumNames) more" : ""
        return "\(names.count) \(what) (\(names.prefix(maximumNames).joined(separator: ", "))\(more))"
    }
}
