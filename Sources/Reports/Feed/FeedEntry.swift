package import Catalog

/// What changed in an account on a day.
package struct FeedEntry: Sendable {
    package var account: String
    /// Whole days since 1970 (UTC).
    package var day: Int
    /// Of the first change and of the last.
    package var published: UTCTime
    package var updated: UTCTime
    /// How many there are of each kind.
    package var counts: [String: Int]
    /// Of images whose date lies within the window of that day, or behind it.
    package var urgent: Int
    /// As many as are shown.
    package var changes: [ReportChange]

    package init(
        account: String, day: Int, published: UTCTime, updated: UTCTime, counts: [String: Int], urgent: Int,
        changes: [ReportChange]
    ) {
        (self.account, self.day, self.published, self.updated) = (account, day, published, updated)
        (self.counts, self.urgent, self.changes) = (counts, urgent, changes)
    }

    private var count: Int { counts.values.reduce(0, +) }
    private var date: String { UTCTime(day: day).dateText }

    private func summary(window: Int) -> String {
        let kinds = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
        let soon =
            urgent == 0
            ? "" : "; \(urgent) of images that had ended by then, or ended within \(Words.count(window, "day"))"
        return "\(Words.list(kinds))\(soon)"
    }

    private var content: Markup {
        let rows = changes.map { change -> Markup in
            let ends: Markup = change.endOfLife.map { "; end of life \($0.dateText)" } ?? ""
            return "<li><b>\(change.image)</b> (\(change.nodeAgentSKUId)): \(change.what)\(ends)</li>\n"
        }
        let more = count - changes.count
        return "<ul>\n\(rows)</ul>\(more > 0 ? "<p>\(Words.count(more, "more change")).</p>" : "")"
    }

    /// - Parameter page: where the HTML of the same lies.
    func markup(window: Int, page: String) -> Markup {
        """
        <entry>
        <id>\(StableName.urn(of: ["changes", account, date]))</id>
        <title>\(account), \(date): \(Words.count(count, "change"))</title>
        <published>\(published.description)</published>
        <updated>\(updated.description)</updated>
        <link rel="alternate" type="text/html" href="\(page)#day-\(date)"/>
        <category term="\(account)"/>
        <summary>\(summary(window: window))</summary>
        <content type="html">\(escaping: content)</content>
        </entry>

        """
    }
}
