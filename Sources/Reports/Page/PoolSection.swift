import Catalog

/// The live pools at risk, the worst first.
struct PoolSection {
    let report: Report

    var markup: Markup { PageParts.section("pools", "Pools at risk", body) }

    private var body: Markup {
        guard !report.pools.isEmpty else { return PageParts.paragraph(nothing) }
        let caption: Markup = """
            \(Words.grouped(report.poolsAtRisk)) of \(Words.count(report.poolsListed, "live pool")), the worst first. \
            What has ended or is gone cannot scale out.
            """
        let table = PageParts.table(
            "pools", caption: caption,
            columns: [
                ("Pool", ""), ("Verdict", ""), ("Image and node agent", ""), ("Move to", "move"), ("Nodes", "number"),
            ], body: "<tbody>\n\(report.pools.map(row))</tbody>")
        return
            "\(table)\n\(PageParts.omission(report.poolsAtRisk - report.pools.count, "pool", command: "batchimgctl pools --at-risk"))"
    }

    private var nothing: String {
        if report.accounts.isEmpty { return "No account is configured, so no pool is known." }
        guard report.poolsListed > 0 else { return "No live pool is known." }
        return report.poolsListed == 1
            ? "The one live pool is well." : "All \(Words.count(report.poolsListed, "live pool")) are well."
    }

    private func row(_ pool: ReportPool) -> Markup {
        let tone: PageParts.Tone = pool.verdict.level == .error ? .bad : pool.verdict.level == .warning ? .warn : .calm
        let agent: Markup = pool.nodeAgentSKUId.map { "\(PageParts.agent($0))" } ?? ""
        let move: Markup =
            pool.suggestion.map { "\(PageParts.name($0.image)) \(PageParts.agent($0.nodeAgentSKUId))" }
            ?? "<span class=\"dim\">nothing that fits is listed</span>"
        return """
            <tr><th scope="row"><bdi class="name">\(pool.pool)</bdi> <bdi class="sub">\(pool.account)</bdi></th>\
            <td>\(PageParts.badge(pool.verdict.rawValue, tone)) <span class="sub">\(pool.matter)</span></td>\
            <td>\(pool.image.map { PageParts.name($0) } ?? "<span class=\"dim\">none</span>") \(agent)</td>\
            <td class="move">\(move)</td><td class="number">\(pool.nodes.map { Words.grouped($0) } ?? "")</td></tr>

            """
    }
}
