import Catalog
import GRDB

/// A part of a query, which may stand there any number of times, and its arguments.
typealias SQLText = (text: String, arguments: StatementArguments)

extension ImageFilter {
    /// The filter as a condition on the columns of `image`, never NULL, and its arguments.
    var sql: SQLText {
        switch self {
        case .comparison(let left, let comparison, let right): comparison.sql(left.sql, right.sql, left, right)
        case .match(let match, let text, let part): match.sql(text.sql, part.sql)
        case .anyCapability(let filter):
            Self.wrapped(
                filter, "EXISTS (SELECT 1 FROM json_each(COALESCE(capabilities, '[]')) AS capability WHERE ", ")")
        case .not(let filter): Self.wrapped(filter, "NOT ", "")
        case .all(let filters): Self.joined(filters, " AND ")
        case .any(let filters): Self.joined(filters, " OR ")
        }
    }

    private static func wrapped(_ filter: ImageFilter, _ before: String, _ after: String) -> SQLText {
        let (text, arguments) = filter.sql
        return (before + text + after, arguments)
    }

    /// The deepest first: SQLite's parser keeps what stands to the left of an open parenthesis on a stack of 100.
    private static func joined(_ filters: [ImageFilter], _ separator: String) -> SQLText {
        let parts = filters.sorted { $0.depth > $1.depth }.map(\.sql)
        return (
            "(\(parts.map(\.text).joined(separator: separator)))",
            parts.reduce(into: []) { $0 += $1.arguments }
        )
    }

    private var depth: Int {
        switch self {
        case .comparison, .match: 0
        case .anyCapability(let filter), .not(let filter): filter.depth + 1
        case .all(let filters), .any(let filters): (filters.map(\.depth).max() ?? 0) + 1
        }
    }
}

extension ImageFilter.Operand {
    fileprivate var sql: SQLText {
        switch self {
        case .property(let property): (property.sql, [])
        case .text(let text): ("?", [text.text])
        case .time(let time): ("?", [time])
        case .null: ("NULL", [])
        case .capability: (folded("capability.value"), [])
        }
    }
}

extension ImageFilter.Property {
    fileprivate var sql: String {
        switch self {
        case .nodeAgentSKUId: folded("node_agent_sku_id")
        case .osType: folded("os_type")
        case .verificationType: folded("verification_type")
        case .endOfLife: "end_of_life"
        case .publisher: folded("publisher")
        case .offer: folded("offer")
        case .sku: folded("sku")
        case .version: folded("version")
        }
    }
}

extension ImageFilter.Comparison {
    fileprivate func sql(
        _ left: SQLText, _ right: SQLText, _ first: ImageFilter.Operand, _ second: ImageFilter.Operand
    ) -> SQLText {
        let equality = first == .null || second == .null ? "IS" : "="
        let operation =
            switch self {
            case .equal, .notEqual: equality
            case .greater: ">"
            case .greaterOrEqual: ">="
            case .less: "<"
            case .lessOrEqual: "<="
            }
        return (
            "\(self == .notEqual ? "NOT " : "")COALESCE(\(left.text) \(operation) \(right.text), FALSE)",
            left.arguments + right.arguments
        )
    }
}

extension ImageFilter.Match {
    fileprivate func sql(_ text: SQLText, _ part: SQLText) -> SQLText {
        switch self {
        case .startsWith:
            (
                "COALESCE(substr(\(text.text), 1, length(\(part.text))) = \(part.text), FALSE)",
                text.arguments + part.arguments + part.arguments
            )
        case .contains:
            ("COALESCE(instr(\(text.text), \(part.text)) > 0, FALSE)", text.arguments + part.arguments)
        case .endsWith:
            (
                """
                COALESCE(substr(\(text.text), length(\(text.text)) - length(\(part.text)) + 1) = \(part.text), FALSE)
                """,
                text.arguments + text.arguments + part.arguments + part.arguments
            )
        }
    }
}

private func folded(_ column: String) -> String { "\(DatabaseFunction.folded.name)(\(column))" }
