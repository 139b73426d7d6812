import Catalog
import ControlAPI

/// What `check` found, in each format.
struct CheckOutput {
    let report: CheckReport
    /// Levels that are findings.
    let failing: [Verdict.Level]

    func print(_ options: GlobalOptions) throws(ClientError) {
        switch options.format {
        case .table:
            Output.result(report.findings.map { text($0, options) }.joined())
            if report.summary.uses > 0 || !report.findings.isEmpty { Output.note(report.text) }
        case .json: Output.json(report.json)
        case .ndjson:
            var writer = JSONWriter()
            writer.lines(of: report.findings)
            Output.json(writer.bytes)
        case .csv, .tsv, .markdown:
            try Rows(columns: Column<CheckFinding>.all).print(report.findings, options)
        case .sarif: Output.json(SARIFLog(report: report).json)
        case .junit:
            let text = JUnitReport(report: report, failing: failing).text
            Output.data(Array(text.utf8), escape: JUnitReport.escape)
        case .github: Output.data(Array(GitHubAnnotations.text(of: report).utf8), escape: TextSafety.escape)
        case .az: throw options.format.isOfAnother
        }
    }

    /// A line, and another one for a remedy.
    private func text(_ finding: CheckFinding, _ options: GlobalOptions) -> String {
        let word = finding.ignored == nil ? finding.level.known.map(\.rawValue) ?? "unknown" : "ignored"
        let blanks = String(repeating: " ", count: max(1, 9 - word.count))
        let place = TextSafety.plain(finding.place)
        let margin = "    "
        func more(_ text: String) -> String { Prose.line(margin, width: margin.count, text, indent: margin.count) }
        let line = Prose.line(
            "\(place): \(Table.colored(word, options))\(blanks)",
            width: TextSafety.width("\(place): \(word)\(blanks)"), finding.sentence, indent: margin.count)
        if let ignored = finding.ignored { return line + more("until \(ignored.until): \(ignored.reason)") }
        return line + (finding.remedy.map { more("remedy: \($0)") } ?? "")
    }
}

extension Column<CheckFinding> {
    /// Every member, by its name in the views' way.
    fileprivate static var all: [Column<CheckFinding>] {
        [
            Column("path") { $0.path }, Column("line", kind: .number) { $0.line.map(String.init) },
            Column("pool") { $0.pool }, Column("form") { $0.form },
            Column("accounts") { $0.accounts?.joined(separator: ",") }, Column("image") { $0.image },
            Column("node_agent_sku_id") { $0.nodeAgentSKUId },
            Column("verdict", kind: .word) { $0.verdict?.known?.rawValue },
            Column("level", kind: .state) { $0.level.known?.rawValue },
            Column("reasons") { $0.reasons?.joined(separator: ",") }, Column("end_of_life") { $0.endOfLife },
            Column("days_left", kind: .number) { $0.daysLeft.map(String.init) },
            Column("agents") { $0.agents?.joined(separator: ",") },
            Column("nearest") { $0.nearest?.joined(separator: ",") },
            Column("suggestion") { $0.suggestion?.image },
            Column("suggestion_node_agent_sku_id") { $0.suggestion?.nodeAgentSKUId }, Column("message") { $0.message },
            Column("ignored_until") { $0.ignored?.until }, Column("ignored_reason") { $0.ignored?.reason },
        ]
    }
}
