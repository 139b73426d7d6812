import Catalog
import ControlAPI

/// A report as JUnit's XML, a test case a finding.
struct JUnitReport {
    let report: CheckReport
    /// Levels whose findings are failures.
    let failing: [Verdict.Level]

    var text: String {
        let failures = report.findings.count { isFailure($0) }
        let skipped = report.findings.count { $0.ignored != nil }
        let tests = report.findings.count + report.failures.count
        let counts = "tests=\"\(tests)\" failures=\"\(failures)\" errors=\"\(report.failures.count)\""
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="batchimgctl check" \(counts)>
            <testsuite name="batchimgctl check" \(counts) skipped="\(skipped)">
            \((report.findings.map(text) + report.failures.map(text)).joined())</testsuite>
            </testsuites>

            """
    }

    private func isFailure(_ finding: CheckFinding) -> Bool {
        finding.ignored == nil && failing.contains { $0 == finding.level.known }
    }

    private func text(_ finding: CheckFinding) -> String {
        let subject = [finding.pool, finding.image, finding.nodeAgentSKUId].compactMap(\.self).joined(separator: " ")
        let name = [finding.line.map { "line \($0)" }, subject.isEmpty ? nil : subject].compactMap(\.self)
        let place = finding.path ?? finding.accounts?.joined(separator: ",") ?? ""
        let head = """
            <testcase classname="\(Self.quoted(place))" name="\(Self.quoted(name.joined(separator: ": ")))"
            """
        let kind = Self.quoted(finding.rule)
        let remedy = finding.remedy.map { "\nremedy: \($0)" } ?? ""
        let content =
            if let ignored = finding.ignored {
                "<skipped message=\"\(Self.quoted("until \(ignored.until): \(ignored.reason)"))\"/>"
            } else if isFailure(finding) {
                """
                <failure type="\(kind)" message="\(Self.quoted(finding.sentence))">\
                \(Self.quoted("\(finding.place): \(finding.sentence)\(remedy)"))</failure>
                """
            } else {
                "<system-out>\(Self.quoted("\(finding.level.known?.rawValue ?? ""): \(finding.sentence)\(remedy)"))</system-out>"
            }
        return "\(head)>\(content)</testcase>\n"
    }

    private func text(_ failure: UnreadableFile) -> String {
        """
        <testcase classname="\(Self.quoted(failure.path))" name="can be read">\
        <error type="unreadable" message="\(Self.quoted(failure.message))"/></testcase>

        """
    }

    /// A character that a terminal must not see.
    static func escape(_ scalar: Unicode.Scalar) -> String { "&#x\(String(scalar.value, radix: 16));" }

    /// Safe between tags and between quotes; what XML 1.0 has no way to write is replaced.
    private static func quoted(_ text: String) -> String {
        var quoted = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": quoted += "&amp;"
            case "<": quoted += "&lt;"
            case ">": quoted += "&gt;"
            case "\"": quoted += "&quot;"
            case "\n", "\r", "\t": quoted += escape(scalar)
            default:
                let isForbidden = scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF
                quoted.unicodeScalars.append(isForbidden ? "\u{FFFD}" : scalar)
            }
        }
        return quoted
    }
}
