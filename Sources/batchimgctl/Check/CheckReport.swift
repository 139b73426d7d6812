import Catalog
import ControlAPI

/// What `check` found, as `-o json` prints it.
struct CheckReport: JSONObject {
    /// How many there are of each.
    struct Summary: JSONObject {
        /// Those that were read.
        var files = 0
        var uses = 0
        /// Findings of each level that are not ignored.
        var error = 0
        var warning = 0
        var unknown = 0
        var ok = 0
        var ignored = 0

        mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
            try members.member("files", &files)
            try members.member("uses", &uses)
            try members.member("error", &error)
            try members.member("warning", &warning)
            try members.member("unknown", &unknown)
            try members.member("ok", &ok)
            try members.member("ignored", &ignored)
        }
    }

    var findings: [CheckFinding] = []
    var summary = Summary()
    /// What could not be read; no part of the JSON.
    private(set) var failures: [UnreadableFile] = []

    mutating func members<Members: JSONMembers>(_ members: inout Members) throws(Members.Failure) {
        try members.member("findings", &findings)
        try members.member("summary", &summary)
    }

    /// In words.
    var text: String {
        func words(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }
        var parts = [words(summary.error, "error", "errors"), words(summary.warning, "warning", "warnings")]
        if summary.unknown > 0 { parts.append("\(summary.unknown) unknown") }
        if summary.ignored > 0 { parts.append("\(summary.ignored) ignored") }
        return parts.joined(separator: ", ") + " of \(words(summary.uses, "use", "uses")) in "
            + words(summary.files, "file", "files")
    }
}

extension CheckReport {
    /// - Parameter showsOK: whether what is well is among the findings.
    init(findings: [CheckFinding], files: Int, uses: Int, failures: [UnreadableFile], showsOK: Bool) {
        func count(_ level: Verdict.Level) -> Int { findings.count { $0.ignored == nil && $0.level.known == level } }
        self.init(
            findings: findings.filter { showsOK || $0.level.known != .ok },
            summary: Summary(
                files: files, uses: uses, error: count(.error), warning: count(.warning), unknown: count(.unknown),
                ok: count(.ok), ignored: findings.count { $0.ignored != nil }),
            failures: failures)
    }
}
