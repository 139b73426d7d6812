import Catalog

/// A report as text that reads well as it is, and better where Markdown is shown: for mails, tickets and wikis.
package struct MarkdownReport {
    private let report: Report

    /// Rows of a section; a mail is read, not searched.
    private static let most = 100

    package init(_ report: Report) { self.report = report }

    package var bytes: [UInt8] {
        let text = [
            "# Azure Batch images, \(report.today.dateText)\n", pools, ending, changes, accounts,
        ].joined(separator: "\n")
        return Array(text.utf8)
    }

    private var pools: String {
        section(
            "Pools at risk", count: report.poolsAtRisk,
            nothing: report.poolsListed == 0
                ? "No live pool is known." : "None of \(Words.count(report.poolsListed, "live pool")).",
            columns: ["Pool", "Account", "Verdict", "Image", "Move to"],
            report.pools.map { pool in
                [
                    "**\(plain(pool.pool))**", plain(pool.account), "\(pool.verdict.rawValue): \(plain(pool.matter))",
                    plain(pool.image ?? "none"),
                    pool.suggestion.map { "\(plain($0.image)) under \(plain($0.nodeAgentSKUId))" }
                        ?? "nothing that fits is listed",
                ]
            })
    }

    private var ending: String {
        let ending = report.ending
        let within = Words.count(report.window, "day")
        return section(
            "What ends within \(within), or has ended", count: ending.count,
            nothing: report.hasData ? "Nothing ends within \(within)." : "Nothing is known yet.",
            columns: ["Ends", "When", "Image", "Node agent", "Accounts", "Pools"],
            ending.map { image in
                [
                    image.endOfLife?.dateText ?? "", Words.distance(days: image.daysLeft(on: report.day) ?? 0),
                    plain(image.reference.text), plain(image.nodeAgentSKUId), plain(image.accounts.text),
                    image.pools == 0 ? "" : Words.grouped(image.pools),
                ]
            })
    }

    private var changes: String {
        let rows = report.days.flatMap { day in
            day.changes.map { change in
                [
                    UTCTime(day: day.day).dateText, plain(change.image), plain(change.nodeAgentSKUId),
                    plain(change.what),
                    plain(change.accounts.text),
                ]
            }
        }
        return section(
            "What changed", count: rows.count + report.days.reduce(0) { $0 + $1.omitted },
            nothing: report.hasData ? "Nothing in the last year." : "Nothing is known yet.",
            columns: ["Day", "Image", "Node agent", "Change", "Accounts"], rows)
    }

    private var accounts: String {
        let sorted = report.accounts.filter { !$0.isFresh } + report.accounts.filter(\.isFresh)
        return section(
            "Freshness of the accounts", count: sorted.count, nothing: "No account is configured.",
            columns: ["Account", "State", "Last good", "Images"],
            sorted.map { account in
                [
                    plain(account.name), plain(account.reason.map { "\(account.state): \($0)" } ?? account.state),
                    account.lastSuccess?.description ?? "never", Words.grouped(account.images),
                ]
            })
    }

    private func plain(_ text: String) -> String { MarkdownText.plain(text) }

    private func section(
        _ title: String, count: Int, nothing: String, columns: [String], _ rows: [[String]]
    ) -> String {
        guard !rows.isEmpty else { return "## \(title)\n\n\(nothing)\n" }
        let shown = rows.prefix(Self.most)
        let more = count - shown.count
        return "## \(title)\n\n\(MarkdownText.table(columns, Array(shown)))"
            + (more > 0 ? "\n\(Words.grouped(more)) more not shown here.\n" : "")
    }
}
