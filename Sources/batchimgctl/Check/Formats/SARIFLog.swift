import Catalog
import ControlAPI

/// A report as SARIF 2.1.0 (OASIS), for code scanning.
struct SARIFLog {
    let report: CheckReport

    private struct Rule {
        let id: String
        let level: Verdict.Level
        let text: String
    }

    private static let rules =
        Verdict.allCases.map { Rule(id: $0.rawValue, level: $0.level, text: $0.explanation) }
        + [Rule(id: CheckFinding.expiredIgnore, level: .warning, text: "A rule of the ignore file holds no longer.")]

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
            $0.member("version", "2.1.0")
            $0.key("runs")
            $0.array { $0.object(run) }
        }
        writer.endLine()
        return writer.bytes
    }

    private func run(_ writer: inout JSONWriter) {
        writer.key("tool")
        writer.object {
            $0.key("driver")
            $0.object {
                $0.member("name", "batchimgctl check")
                $0.member("semanticVersion", Batchimgd.version)
                $0.key("rules")
                $0.array { for rule in Self.rules { $0.object { Self.write(rule, &$0) } } }
            }
        }
        writer.key("invocations")
        writer.array {
            $0.object {
                $0.member("executionSuccessful", report.failures.isEmpty)
                $0.key("toolExecutionNotifications")
                $0.array { for failure in report.failures { $0.object { Self.write(failure, &$0) } } }
            }
        }
        writer.key("results")
        writer.array { for finding in report.findings { $0.object { Self.write(finding, &$0) } } }
    }

    private static func write(_ rule: Rule, _ writer: inout JSONWriter) {
        writer.member("id", rule.id)
        writer.text("shortDescription", rule.text)
        writer.key("defaultConfiguration")
        writer.object { $0.member("level", level(rule.level)) }
    }

    private static func write(_ failure: UnreadableFile, _ writer: inout JSONWriter) {
        writer.member("level", "error")
        writer.text("message", failure.message)
        writer.key("locations")
        writer.array { $0.object { place(failure.path, failure.line, failure.column, &$0) } }
    }

    private static func write(_ finding: CheckFinding, _ writer: inout JSONWriter) {
        writer.member("ruleId", finding.rule)
        writer.member("ruleIndex", rules.firstIndex { $0.id == finding.rule })
        writer.member("kind", finding.level.known == .ok ? "pass" : "fail")
        writer.member("level", level(finding.level.known ?? .unknown))
        writer.text("message", finding.sentence + (finding.remedy.map { "; \($0)" } ?? ""))
        writer.key("locations")
        writer.array {
            $0.object {
                if let path = finding.path { place(path, finding.line, nil, &$0) }
                guard let pool = finding.pool else { return }
                $0.key("logicalLocations")
                $0.array { $0.object { $0.member("fullyQualifiedName", finding.path == nil ? finding.place : pool) } }
            }
        }
        writer.key("partialFingerprints")
        let parts = [finding.path, finding.pool, finding.image, finding.nodeAgentSKUId, finding.rule]
        let accounts = (finding.accounts ?? []).map(Optional.some)
        writer.object { $0.member("use/v1", Digest(of: parts + accounts).hex) }
        guard let ignored = finding.ignored else { return }
        writer.key("suppressions")
        writer.array {
            $0.object {
                $0.member("kind", "external")
                $0.member("justification", "\(ignored.reason) (until \(ignored.until))")
            }
        }
    }

    private static func place(_ path: String, _ line: Int?, _ column: Int?, _ writer: inout JSONWriter) {
        writer.key("physicalLocation")
        writer.object {
            $0.key("artifactLocation")
            $0.object { $0.member("uri", uri(path)) }
            guard let line else { return }
            $0.key("region")
            $0.object {
                $0.member("startLine", line)
                $0.member("startColumn", column)
            }
        }
    }

    /// A path as a URI reference: relative to where the command runs, as code scanning wants it.
    private static func uri(_ path: String) -> String {
        var path = path == "-" ? "stdin" : path
        while path.hasPrefix("./") { path.removeFirst(2) }
        let text = path.split(separator: "/", omittingEmptySubsequences: false)
            .map { PercentEncoding.encode(String($0)) }.joined(separator: "/")
        return path.hasPrefix("/") ? "file://\(text)" : text
    }

    private static func level(_ level: Verdict.Level) -> String {
        switch level {
        case .error: "error"
        case .warning: "warning"
        case .unknown: "note"
        case .ok: "none"
        }
    }
}

extension JSONWriter {
    /// A message of SARIF.
    fileprivate mutating func text(_ key: String, _ text: String) {
        self.key(key)
        object { $0.member("text", text) }
    }
}

extension Verdict {
    /// What it means, for whoever meets it for the first time.
    fileprivate var explanation: String {
        switch self {
        case .unknown: "Image or node agent cannot be told, or nothing is known of the account."
        case .retired: "A pool of Cloud Services, which Azure Batch ended on 2024-02-29."
        case .neverListed: "Azure Batch never listed this image in the account."
        case .gone: "Azure Batch lists this image no more."
        case .wrongAgent: "The image is listed under another node agent SKU."
        case .ended: "The image's end of life has passed."
        case .ending: "The image's end of life is near."
        case .noContainers: "Containers are configured, and the image cannot run them."
        case .unverified: "The image is listed as unverified."
        case .ok: "The image is listed."
        }
    }
}
