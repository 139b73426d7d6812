import Catalog

/// How fresh what is known of each account is; what is not fresh comes first.
struct FreshnessSection {
    let report: Report

    private static let most = 300

    var markup: Markup { PageParts.section("accounts", "Freshness of the accounts", body) }

    private var body: Markup {
        guard !report.accounts.isEmpty else {
            return "<p>No account is configured: add an <code>[[account]]</code> to <code>batchimgd.toml</code>.</p>"
        }
        let sorted = report.accounts.filter { !$0.isFresh } + report.accounts.filter(\.isFresh)
        let shown = sorted.prefix(Self.most)
        let table = PageParts.table(
            "accounts", caption: "When each account was last refreshed; days and times are UTC.",
            columns: [
                ("Account", ""), ("State", ""), ("Last good", "until"), ("Last changed", "changed"),
                ("Images", "number"), ("Pools", "number"),
            ], body: "<tbody>\n\(shown.map(row))</tbody>")
        return "\(table)\(PageParts.omission(sorted.count - shown.count, "account", command: "batchimgctl accounts"))"
    }

    private func row(_ account: ReportAccount) -> Markup {
        let tone: PageParts.Tone = account.isFresh ? .good : account.isStale ? .bad : .warn
        let reason: Markup = account.reason.map { " <span class=\"sub\">\($0)</span>" } ?? ""
        return """
            <tr><th scope="row"><bdi class="name">\(account.name)</bdi></th>\
            <td>\(PageParts.badge(account.state, tone))\(reason)</td>\
            <td class="until">\(Self.time(account.lastSuccess))</td><td class="changed">\(Self.time(account.lastChanged))</td>\
            <td class="number">\(Words.grouped(account.images))</td>\
            <td class="number">\(account.pools.map { Words.grouped($0) } ?? "")</td></tr>

            """
    }

    private static func time(_ time: UTCTime?) -> Markup {
        guard let time else { return "<span class=\"dim\">never</span>" }
        let text = time.description
        return """
            <time datetime="\(text)">\(String(text.prefix(10))) <span class="dim">\(String(text.dropFirst(11).prefix(5)))</span></time>
            """
    }
}
