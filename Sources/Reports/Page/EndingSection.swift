import Catalog

/// What ends within the window, or has ended and is listed still, by month.
struct EndingSection {
    let report: Report

    private static let most = 300

    var markup: Markup { PageParts.section("ends", "What ends, by month", body) }

    private var body: Markup {
        let ending = report.ending
        guard !ending.isEmpty else {
            let text =
                report.hasData ? "Nothing ends within \(Words.count(report.window, "day"))." : "Nothing is known yet."
            return "\(PageParts.paragraph(text))\(later)"
        }
        let isPast = { (image: ReportImage) in (image.daysLeft(on: report.day) ?? 0) < 0 }
        let shown = (ending.filter { !isPast($0) } + ending.filter(isPast).reversed()).prefix(Self.most)
        let table = PageParts.table(
            "ends",
            caption: "Images that are listed and end within \(Words.count(report.window, "day")), or have ended.",
            columns: [
                ("Image", ""), ("Ends", "until"), ("State", "state"), ("Accounts", "names"), ("Pools", "number"),
            ],
            body: Markup(groups(Array(shown))))
        return "\(table)\(PageParts.omission(ending.count - shown.count, "image", command: "batchimgctl eol"))\(later)"
    }

    /// By month, those to come first; behind them what has ended, the latest first.
    private func groups(_ images: [ReportImage]) -> [Markup] {
        let months = runs(of: images) { (($0.daysLeft(on: report.day) ?? 0) < 0 ? "Ended in " : "") + month(of: $0) }
        return months.map { PageParts.group("\($0.title)", $0.images, columns: 5, row) }
    }

    private func month(of image: ReportImage) -> String { image.endOfLife.map { Words.month($0) } ?? "" }

    /// Images that follow one another and have one title.
    private func runs(
        of images: [ReportImage], title: (ReportImage) -> String
    ) -> [(title: String, images: [ReportImage])] {
        images.reduce(into: []) { runs, image in
            let title = title(image)
            if runs.last?.title != title { runs.append((title, [])) }
            runs[runs.count - 1].images.append(image)
        }
    }

    private func row(_ image: ReportImage) -> Markup {
        let state = image.state(on: report.day, window: report.window)
        let days = image.daysLeft(on: report.day) ?? 0
        return """
            <tr><th scope="row">\(PageParts.name(image.reference)) \(PageParts.agent(image.nodeAgentSKUId))</th>\
            <td class="until">\(PageParts.date(image.endOfLife)) <span class="sub">\(Words.distance(days: days))</span></td>\
            <td class="state">\(PageParts.badge(state.rawValue, state.tone))</td>\
            <td class="names"><bdi>\(image.accounts.text)</bdi></td>\
            <td class="number">\(image.pools == 0 ? "" : Words.grouped(image.pools))</td></tr>

            """
    }

    /// How many end in the months behind the window.
    private var later: Markup {
        let months = runs(of: report.endingLater, title: month)
        guard !months.isEmpty else { return "" }
        let items = months.prefix(36).map { month -> Markup in "<li>\(month.title) <b>\(month.images.count)</b></li>" }
        return """
            <h3>Later</h3>
            <ul class="months">\(items)</ul>

            """
    }
}
