/// What a report is written as: each is a route of its own.
package enum ReportForm: String, CaseIterable, Sendable {
    case html, ics, atom, markdown

    package var path: String {
        switch self {
        case .html: "/report.html"
        case .ics: "/calendar.ics"
        case .atom: "/changes.atom"
        case .markdown: "/report.md"
        }
    }

    package var contentType: String {
        switch self {
        case .html: "text/html; charset=utf-8"
        case .ics: "text/calendar; charset=utf-8"
        case .atom: "application/atom+xml; charset=utf-8"
        case .markdown: "text/markdown; charset=utf-8"
        }
    }

    /// What the name of a file tells.
    ///
    /// - Returns: `nil` when it tells nothing.
    package init?(fileName: String) {
        let ending = fileName.split(separator: "/").last?.split(separator: ".").dropFirst().last?.lowercased()
        switch ending {
        case "html", "htm": self = .html
        case "ics": self = .ics
        case "atom", "xml": self = .atom
        case "md", "markdown": self = .markdown
        default: return nil
        }
    }
}
