import Catalog
import ControlAPI

/// One rule: all that it names must agree with a finding.
struct IgnoreRule {
    let line: Int
    let reason: String
    /// Midnight of its last day.
    let until: UTCTime
    private let path: Glob?
    private let pool: Glob?
    /// In parts: `canonical:*:*`.
    private let image: [Glob]?
    private let agent: Glob?
    private let verdict: Verdict?

    private static let keys = ["path", "pool", "image", "agent", "verdict", "reason", "until"]

    /// - Throws: `TOMLError` for the first thing that is wrong.
    init(_ table: TOMLTable) throws(TOMLError) {
        line = table.line
        for key in table.entries.keys.sorted() where !Self.keys.contains(key) {
            let nearest = NearestName.of(key, among: Self.keys).map { "; '\($0)' is meant?" } ?? ""
            throw TOMLError(
                line: table.entries[key]?.line ?? table.line,
                "\(TOMLKey.named([key])) is none of \(Self.keys.joined(separator: ", "))\(nearest)")
        }
        func text(_ key: String) throws(TOMLError) -> String? {
            guard let node = table.entries[key] else { return nil }
            guard let text = node.value.string, !text.isEmpty else {
                throw TOMLError(line: node.line, "'\(key)' is to be a text that says something")
            }
            return text
        }
        func glob(_ key: String) throws(TOMLError) -> Glob? { try text(key).map { Glob($0) } }
        guard let reason = try text("reason") else { throw TOMLError(line: table.line, "a rule needs a 'reason'") }
        self.reason = reason
        guard let date = table.entries["until"] else {
            throw TOMLError(line: table.line, "a rule needs an 'until', a date such as 2026-12-31")
        }
        let written = if case .dateTime(let text) = date.value { text } else { date.value.string ?? "" }
        guard let until = UTCTime(date: written) else {
            throw TOMLError(line: date.line, "'until' is to be a date such as 2026-12-31")
        }
        self.until = until
        path = try glob("path")
        pool = try glob("pool")
        image = try text("image").map { text in
            text.hasPrefix("/")
                ? [Glob(text)] : text.split(separator: ":", omittingEmptySubsequences: false).map { Glob(String($0)) }
        }
        agent = try glob("agent")
        let word = try text("verdict")
        verdict = word.flatMap { Verdict(rawValue: $0) }
        if word != nil, verdict == nil {
            throw TOMLError(line: table.entries["verdict"]?.line ?? line, "'verdict' is to be \(Verdict.expected)")
        }
        guard path != nil || pool != nil || image != nil || agent != nil || verdict != nil else {
            throw TOMLError(line: table.line, "a rule needs a 'path', 'pool', 'image', 'agent' or 'verdict'")
        }
    }

    var mark: CheckFinding.Ignored { CheckFinding.Ignored(until: until.dateText, reason: reason) }

    func matches(_ finding: CheckFinding) -> Bool {
        (path?.matches(path: finding.path) ?? true) && (pool?.matches(finding.pool) ?? true)
            && (agent?.matches(finding.nodeAgentSKUId) ?? true) && (image.map { matches($0, finding.image) } ?? true)
            && (verdict.map { finding.verdict?.known == $0 } ?? true)
    }

    /// The parts that are named must agree; a version that is not counts for nothing.
    private func matches(_ parts: [Glob], _ image: String?) -> Bool {
        guard let image else { return false }
        if image.hasPrefix("/") { return parts.count == 1 && parts[0].matches(image) }
        let own = image.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        return parts.count <= own.count && zip(parts, own).allSatisfy { $0.matches($1) }
    }
}
