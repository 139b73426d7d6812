import Catalog
import FoundationEssentials

/// A report as one page of HTML: nothing of it comes from elsewhere, and all of it is there without a script.
package struct HTMLReport {
    private let report: Report

    package init(_ report: Report) { self.report = report }

    private static let style = text(of: PackageResources.page_css)
    private static let script = text(of: PackageResources.filter_js)

    /// Without the end of the last line.
    private static func text(of file: [UInt8]) -> String { String(decoding: file.dropLast(), as: UTF8.self) }

    /// A box that narrows the tables to what contains some words. Without the script there is no box, and everything is
    /// shown.
    private static let filter: Markup = """
        <div id="filter" hidden><label for="words">Filter</label> <input id="words" type="search" autocomplete="off" \
        spellcheck="false" placeholder="pool, image, account"> <span id="found" role="status"></span></div>
        """

    /// Digests stand for the one stylesheet and the one script; anything else, the browser neither runs nor loads.
    private static let policy =
        "default-src 'none'; style-src 'sha256-\(digest(of: style))'; script-src 'sha256-\(digest(of: script))'; "
        + "base-uri 'none'; form-action 'none'"

    private static func digest(of text: String) -> String {
        Data(Digest(ofBytes: Array(text.utf8)).bytes).base64EncodedString()
    }

    package var bytes: [UInt8] {
        let axis = TimeAxis(report)
        let page: Markup = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(Markup(stringLiteral: Self.policy))">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta name="robots" content="noindex">
            <title>Azure Batch images, \(report.today.dateText)</title>
            <style>\(Markup(stringLiteral: Self.style))</style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the report</a>
            \(axis.definitions)
            <header>
            <h1>Azure Batch images</h1>
            <p class="lead">\(lead)</p>
            \(figures)
            </header>
            <main id="main" tabindex="-1">
            \(Self.filter)
            \(PoolSection(report: report).markup)
            \(TimelineSection(report: report, axis: axis).markup)
            \(EndingSection(report: report).markup)
            \(ChangeSection(report: report).markup)
            \(FreshnessSection(report: report).markup)
            </main>
            <footer><p>From the record of batchimgd \(Batchimgd.version). Days are those of UTC.</p></footer>
            <script>\(Markup(stringLiteral: Self.script))</script>
            </body>
            </html>

            """
        return Array(page.text.utf8)
    }

    private var lead: Markup {
        let scope =
            switch report.accounts.count {
            case 0: "No account is configured"
            case 1...3: Words.list(report.accounts.map(\.name))
            default: Words.count(report.accounts.count, "account")
            }
        let part = report.onlyUsed ? ", only images that live pools use" : ""
        return """
            <bdi>\(scope)</bdi>\(part) · as of <time datetime="\(report.today.dateText)">\(Words.day(report.today))</time>
            """
    }

    /// What each section comes to, and the way to it.
    private var figures: Markup {
        let listed = report.images.count(where: \.isListed)
        let changes = report.days.reduce(0) { $0 + $1.changes.count + $1.omitted }
        let fresh = report.accounts.count(where: \.isFresh)
        return """
            <nav aria-label="Sections"><ul class="figures">
            \(figure("pools", report.poolsAtRisk, "of \(Words.count(report.poolsListed, "live pool")) at risk", report.poolsAtRisk > 0 ? "bad" : ""))
            \(figure("timeline", listed, listed == 1 ? "image listed" : "images listed", ""))
            \(figure("ends", report.ending.count, "ended, or end within \(Words.count(report.window, "day"))", report.ending.isEmpty ? "" : "warn"))
            \(figure("changes", changes, changes == 1 ? "recent change" : "recent changes", ""))
            \(figure("accounts", fresh, "of \(Words.count(report.accounts.count, "account")) fresh", fresh < report.accounts.count ? "bad" : ""))
            </ul></nav>
            """
    }

    private func figure(_ section: String, _ number: Int, _ noun: String, _ tone: String) -> Markup {
        """
        <li><a class="\(tone)" href="#\(section)"><b>\(Words.grouped(number))</b> <span>\(noun)</span></a></li>
        """
    }
}
