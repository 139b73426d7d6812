import Catalog
import CatalogStore
import ControlAPI
import Reports

extension RecordQueries {
    /// What was listed, changed or taken back longer ago than these days is no matter of reports.
    static let memory = 365

    /// A report.
    ///
    /// Its tag is made of what it is made of, so that whoever has it already is told so before it is worked out.
    func report(_ form: ReportForm, _ query: ReportQuery, isKnown: @escaping RecordRoute.Known) async throws
        -> RecordAnswer
    {
        try await answer(about: query.accounts) { reader, accounts, now in
            let ground = ReportGround(reader, accounts: accounts, query: query, now: now)
            let tag = try ground.tag(form)
            guard !isKnown(tag) else { return RecordAnswer(bytes: nil, contentType: form.contentType, tag: tag) }
            let bytes =
                switch form {
                case .html: HTMLReport(try ground.report()).bytes
                case .markdown: MarkdownReport(try ground.report()).bytes
                case .ics: CalendarReport(try ground.events()).bytes
                case .atom: try ground.feed().bytes
                }
            return RecordAnswer(bytes: bytes, contentType: form.contentType, tag: tag)
        }
    }
}
