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
        var groups: [(title: String, images: [ReportImage])] = []
        for image in images {
            let month = image.endOfLife.map { Words.month($0) } ?? ""
            let title = (image.daysLeft(on: report.day) ?? 0) < 0 ? "Ended in \(month)" : month
            if groups.last?.title == title {
                groups[groups.count - 1].images.append(image)
            } else {
                groups.append((title, [image]))
            }
        }
        return groups.map { title, images in PageParts.group("\(title)", images, columns: 5, row) }
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
        var months: [(title: String, count: Int)] = []
        for image in report.endingLater {
            let title = image.endOfLife.map { Words.month($0) } ?? ""
            if months.last?.title == title { months[months.count - 1].count += 1 } else { months.append((title, 1)) }
        }
        guard !months.isEmpty else { return "" }
        let items = months.prefix(36).map { month -> Markup in "<li>\(month.title) <b>\(month.count)</b></li>" }
        return """
            <h3>Later</h3>
            <ul class="months">\(items)</ul>

            """
    }
}
