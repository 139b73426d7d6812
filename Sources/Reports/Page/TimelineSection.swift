import Catalog

/// The images by family, each with a line from when it is listed to when it ends.
struct TimelineSection {
    let report: Report
    let axis: TimeAxis

    /// More are not drawn: those go whose turn comes last.
    private static let most = 400

    var markup: Markup { PageParts.section("timeline", "Time line", body) }

    /// What comes first: what has ended or ends first, then what has no date, then what is gone.
    private func rank(_ image: ReportImage) -> (Int, Int, ImageName, String) {
        let kind = image.isListed ? image.endOfLife == nil ? 1 : 0 : 2
        let time = image.isListed ? image.endOfLife?.seconds ?? 0 : -image.lastSeen.seconds
        return (kind, time, image.name, image.nodeAgentSKUId)
    }

    private var body: Markup {
        guard !report.images.isEmpty else {
            return PageParts.paragraph(
                report.hasData
                    ? report.onlyUsed ? "No image that a live pool uses is listed." : "No image is listed."
                    : "Nothing is known yet: no account has a complete listing.")
        }
        let shown = report.images.sorted { rank($0) < rank($1) }.prefix(Self.most)
        let groups = Dictionary(grouping: shown, by: \.family).sorted { $0.key < $1.key }
        let caption: Markup = """
            Since when images are listed, and until when. \
            <span class="key"><svg width="28" height="16" aria-hidden="true"><rect class="bar" x="1" y="8" width="26" height="8" rx="3"/></svg> verified</span> \
            <span class="key"><svg class="u" width="28" height="16" aria-hidden="true"><rect class="bar" x="1" y="8" width="26" height="8" rx="3"/></svg> unverified</span> \
            <span class="key"><svg width="16" height="16" aria-hidden="true"><use href="#end" x="8" y="8"/></svg> end of life</span> \
            <span class="key"><svg width="28" height="16" aria-hidden="true"><line class="open" x1="1" x2="27" y1="8" y2="8"/></svg> no date yet</span> \
            <span class="key"><svg width="16" height="16" aria-hidden="true"><use href="#gone" x="8" y="8"/></svg> listed no more</span>
            """
        let table = """
            <table class="timeline">
            <caption>\(caption)</caption>
            <thead><tr><th scope="col" class="image">Image</th><th scope="col" class="since">Listed since</th>\
            <th scope="col" class="line">\(axis.head)</th><th scope="col" class="until">Ends</th></tr></thead>
            \(groups.map { PageParts.group("<bdi>\($0.key)</bdi>", $0.value, columns: 4, row) })
            </table>
            """ as Markup
        return
            "\(table)\n\(PageParts.omission(report.images.count - shown.count, "image", command: "batchimgctl list --all"))"
    }

    private func row(_ image: ReportImage) -> Markup {
        let state = image.state(on: report.day, window: report.window)
        let used: Markup = image.pools == 0 ? "" : " <span class=\"used\">\(Words.count(image.pools, "pool"))</span>"
        let mark: Markup =
            image.verification == .verified ? "" : " <span class=\"note\">\(image.verification.rawValue)</span>"
        return """
            <tr><th scope="row" class="image">\(PageParts.name(image.reference)) \(
                PageParts.agent(image.nodeAgentSKUId))\(mark)\(used)</th>\
            <td class="since">\(PageParts.date(image.listedSince))</td><td class="line">\(line(image, state))</td>\
            <td class="until">\(until(image, state))</td></tr>

            """
    }

    private func until(_ image: ReportImage, _ state: LifecycleState) -> Markup {
        guard image.isListed else { return "gone <span class=\"sub\">\(PageParts.date(image.lastSeen))</span>" }
        guard let days = image.daysLeft(on: report.day) else { return PageParts.date(nil) }
        let others: Markup = image.hasDifferingDates ? " <span class=\"note\">differs</span>" : ""
        return """
            \(PageParts.date(image.endOfLife)) <span class="sub \(state.tone.rawValue)">\(
                Words.distance(days: days))</span>\(others)
            """
    }

    /// What the line shows, in words.
    private func words(_ image: ReportImage) -> String {
        let end =
            !image.isListed
            ? "listed no more since \(image.lastSeen.dateText)"
            : image.endOfLife.map { "\($0.day < report.day ? "ended" : "ends") on \($0.dateText)" }
                ?? "no end of life set"
        return
            "listed since \(image.listedSince.dateText), \(image.verification.rawValue), \(end); \(image.accounts.text)"
    }

    private func line(_ image: ReportImage, _ state: LifecycleState) -> Markup {
        let since = image.listedSince.day
        let stop = image.isListed ? image.endOfLife?.day ?? report.day : image.lastSeen.day
        let bar: Markup =
            stop >= since && !axis.isBefore(stop)
            ? "<rect class=\"bar\" x=\"\(axis.place(since))\" y=\"50%\" width=\"\(axis.width(since, stop))\" height=\"8\" rx=\"3\"/>"
            : ""
        let rest: Markup =
            switch state {
            // Whatever the service says, it is listed still.
            case .grace, .ended: open(max(stop, since), report.day, "past")
            case .undated: open(report.day, .max, "open")
            case .supported, .ending, .gone: ""
            }
        let end: Markup =
            if !image.isListed {
                mark("gone", stop)
            } else if image.endOfLife == nil {
                ""
            } else {
                axis.isBehind(stop) ? mark("later", stop) : axis.isBefore(stop) ? "" : mark("end", stop)
            }
        let tone = "\(state.rawValue)\(image.verification == .verified ? "" : " u")"
        return """
            <svg class="\(tone)" role="img"><title>\(words(image))</title>\
            <use href="#grid"/>\(rest)\(bar)\(end)</svg>
            """
    }

    private func open(_ from: Int, _ to: Int, _ name: String) -> Markup {
        "<line class=\"\(name)\" x1=\"\(axis.place(from))\" x2=\"\(axis.place(to))\" y1=\"50%\" y2=\"50%\"/>"
    }

    private func mark(_ name: String, _ day: Int) -> Markup {
        "<use href=\"#\(name)\" x=\"\(axis.place(day))\" y=\"50%\"/>"
    }
}
