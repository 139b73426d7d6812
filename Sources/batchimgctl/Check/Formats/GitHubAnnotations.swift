import Catalog
import ControlAPI

/// A report as workflow commands of GitHub Actions, an annotation a finding.
enum GitHubAnnotations {
    static func text(of report: CheckReport) -> String {
        let findings = report.findings.filter { $0.ignored == nil }.map { finding in
            let title = "batchimgctl: \(finding.rule)"
            let remedy = finding.remedy.map { "\nremedy: \($0)" } ?? ""
            let place = finding.path == nil ? "\(finding.place): " : ""
            let command = [.error, .warning].contains(finding.level.known) ? finding.level.text : "notice"
            return line(command, finding.path, finding.line, nil, title, place + finding.sentence + remedy)
        }
        let failures = report.failures.map {
            line("error", $0.path, $0.line, $0.column, "batchimgctl: unreadable", $0.message)
        }
        return (findings + failures).joined()
    }

    private static func line(
        _ command: String, _ path: String?, _ line: Int?, _ column: Int?, _ title: String, _ message: String
    ) -> String {
        let properties = [
            path.flatMap { $0 == "-" ? nil : "file=\(property($0))" }, line.map { "line=\($0)" },
            column.map { "col=\($0)" }, "title=\(property(title))",
        ]
        return "::\(command) \(properties.compactMap(\.self).joined(separator: ","))::\(data(message))\n"
    }

    /// As the runner's toolkit escapes them.
    private static func data(_ text: String) -> String { escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A"]) }

    private static func property(_ text: String) -> String { escaped(data(text), [":": "%3A", ",": "%2C"]) }

    private static func escaped(_ text: String, _ escapes: [Unicode.Scalar: String]) -> String {
        text.unicodeScalars.map { escapes[$0] ?? String($0) }.joined()
    }
}
