import Catalog

/// What changed, the newest day first; what several accounts saw alike is told once.
struct ChangeSection {
    let report: Report

    var markup: Markup { PageParts.section("changes", "What changed, by day", body) }

    private var body: Markup {
        guard !report.days.isEmpty else {
            return PageParts.paragraph(report.hasData ? "Nothing changed in the last year." : "Nothing is known yet.")
        }
        return Markup(report.days.map(day))
    }

    private func day(_ day: ReportDay) -> Markup {
        let time = UTCTime(day: day.day)
        let count = day.changes.count + day.omitted
        let caption: Markup = """
            <time datetime="\(time.dateText)">\(Words.day(time))</time> <span class="dim">\(Words.count(count, "change"))</span>
            """
        return """
            <h3 id="day-\(time.dateText)">\(caption)</h3>
            <table class="changes">
            <caption class="unseen">Changes on \(Words.day(time))</caption>
            <thead class="unseen"><tr><th scope="col">Image</th><th scope="col">Change</th><th scope="col">Accounts</th></tr></thead>
            <tbody>
            \(day.changes.map(row))</tbody>
            </table>
            \(PageParts.omission(day.omitted, "change", command: "batchimgctl changes --since \(time.dateText)"))

            """
    }

    private func row(_ change: ReportChange) -> Markup {
        """
        <tr><th scope="row">\(PageParts.name(change.image)) \(PageParts.agent(change.nodeAgentSKUId))</th>\
        <td>\(PageParts.badge(change.what, change.tone))</td><td class="names"><bdi>\(change.accounts.text)</bdi></td></tr>

        """
    }
}

extension ReportChange {
    fileprivate var tone: PageParts.Tone {
        switch CatalogChange.Kind(rawValue: kind) {
        case .added, .returned: .good
        case .removed: .bad
        case .verification: new == "verified" ? .good : .warn
        case .endOfLife: new == nil ? .good : .warn
        case .nodeAgent, .capabilities, .osType, nil: .calm
        }
    }
}
