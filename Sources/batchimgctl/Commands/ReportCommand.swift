import ArgumentParser
import Catalog
import ControlAPI
import Glibc

extension ReportForm: EnumerableFlag {
    static func help(for value: ReportForm) -> ArgumentHelp? {
        switch value {
        case .html: "A page with pools at risk, a time line, what ends and what changed."
        case .ics: "A calendar (iCalendar) with the end of life of each image."
        case .atom: "A feed (Atom) with an entry for each day and account with changes."
        case .markdown: "Text for mails, tickets and wikis."
        }
    }
}

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Writes a report to look at: a page, a calendar, a feed, or text.",
        discussion: """
            Without a form, the ending of FILE tells it: .html, .ics, .atom or .xml, .md; else it is Markdown. FILE takes \
            its place whole; without one, or with -, the report goes to standard output. \
            Example: batchimgctl report /var/www/html/batch-images.html
            """)

    @Flag(exclusivity: .exclusive)
    var form: ReportForm?

    @Argument(help: ArgumentHelp("Where to; - for standard output.", valueName: "FILE"))
    var file: String?

    @Option(name: .account, help: "Only of this account; may be repeated.", completion: CachedValues.accounts)
    var account: [String] = []

    @Option(
        help: ArgumentHelp(
            "Days before an end of life that count as ending, such as 90d; a calendar has none that lie further away.",
            valueName: "D"))
    var within: DurationArgument?

    @Flag(help: "Only images that a live pool of the account uses.")
    var used = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard [.table, .markdown].contains(global.format) else {
            throw ValidationError(
                "cannot write a report as \(global.format.rawValue): use --html, --ics, --atom or --markdown")
        }
    }

    func run() throws {
        var query = ReportQuery()
        (query.accounts, query.window, query.onlyUsed) = (account, within?.days, used)
        let session = try Session(global)
        let form =
            form ?? (global.format == .markdown ? .markdown : file.flatMap { ReportForm(fileName: $0) } ?? .markdown)
        let bytes = try session.get(form.path, query.queryItems)
        try session.checkFreshness(of: account)
        guard let file, file != "-" else {
            // A terminal knows lines by their one end.
            let shown = form == .ics && Output.isTerminal ? bytes.filter { $0 != 0x0D } : bytes
            return Output.data(shown, escape: TextSafety.escape)
        }
        do throws(FileReplacement.Failure) {
            let replacement = try FileReplacement(of: file)
            try replacement.write(bytes)
            try replacement.finish(isLasting: false)
        } catch let failure {
            throw ClientError(
                exitCode: failure.code == EACCES ? ClientError.notPermitted : 1,
                "cannot write the report \(file): \(failure.reason); name another file, or - for standard output")
        }
    }
}
