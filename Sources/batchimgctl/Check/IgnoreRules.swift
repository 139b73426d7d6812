import Catalog
import ControlAPI

/// What is not to count, for a time: `[[ignore]]` tables of a file.
struct IgnoreRules {
    /// The file that is read where none is named.
    static let usual = ".batchimgignore.toml"

    private let path: String
    private let rules: [IgnoreRule]

    /// - Throws: `ClientError` with every problem.
    init(_ bytes: [UInt8], path: String) throws(ClientError) {
        self.path = path
        func problem(_ line: Int, _ text: String) -> String { "cannot read \(path):\(line): \(text)" }
        let root: TOMLTable
        do {
            root = try TOMLDocument.read(String(decoding: bytes, as: UTF8.self))
        } catch {
            throw ClientError(exitCode: 1, problem(error.line, error.message))
        }
        var problems = root.entries.filter { $0.key != "ignore" }.map { key, node in
            problem(node.line, "cannot use \(TOMLKey.named([key])): expected [[ignore]]")
        }
        var rules: [IgnoreRule] = []
        let tables = root.entries["ignore"]?.value.tables ?? []
        if let node = root.entries["ignore"], node.value.tables == nil {
            problems.append(problem(node.line, "expected [[ignore]]"))
        }
        for table in tables {
            do {
                rules.append(try IgnoreRule(table))
            } catch {
                problems.append(problem(error.line, error.message))
            }
        }
        guard problems.isEmpty else { throw ClientError(exitCode: 1, problems.sorted().joined(separator: "; ")) }
        self.rules = rules
    }

    /// Marks what is ignored, and adds the rules that hold no longer.
    func applied(to findings: [CheckFinding], on day: UTCTime) -> [CheckFinding] {
        let holding = rules.filter { day.day <= $0.until.day }
        let marked = findings.map { finding in
            guard finding.level.known != .ok, let rule = holding.first(where: { $0.matches(finding) }) else {
                return finding
            }
            var finding = finding
            finding.ignored = rule.mark
            return finding
        }
        return marked
            + rules.filter { day.day > $0.until.day }.map { rule in
                var finding = CheckFinding()
                finding.path = path
                finding.line = rule.line
                finding.level = Word(Verdict.Level.warning)
                finding.message =
                    "this rule holds no longer: it was until \(rule.until.dateText), because: \(rule.reason)"
                return finding
            }
    }
}
