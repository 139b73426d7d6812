extension ImageFilter {
    /// Longer filters are refused.
    package static let maximumBytes = 4096
    /// Of parentheses, `not` and `any` within each other.
    package static let deepest = 32

    package init(parsing text: String) throws(FilterError) {
        guard text.utf8.count <= Self.maximumBytes else {
            let end = text.utf8.index(text.startIndex, offsetBy: Self.maximumBytes)
            let column = text.unicodeScalars.prefix(upTo: end).count + 1
            throw FilterError(column: column, expected: "at most \(Self.maximumBytes) bytes")
        }
        var parser = try FilterParser(text)
        self = try parser.filter()
    }
}

/// Recursive descent over the tokens of a filter: `or` binds least, then `and`, then `not`.
struct FilterParser {
    private var lexer: FilterLexer
    private var token: FilterToken
    private var depth = 0
    /// What the enclosing `any` calls a capability.
    private var variable: String?

    init(_ text: String) throws(FilterError) {
        lexer = FilterLexer(text)
        token = try lexer.next()
    }

    mutating func filter() throws(FilterError) -> ImageFilter {
        let filter = try alternatives()
        guard token.kind == .end else { throw expected("'and', 'or' or the end") }
        return filter
    }

    private mutating func alternatives() throws(FilterError) -> ImageFilter {
        var filters = [try conditions()]
        while try take(.word("or")) { filters.append(try conditions()) }
        return filters.count == 1 ? filters[0] : .any(filters)
    }

    private mutating func conditions() throws(FilterError) -> ImageFilter {
        var filters = [try condition()]
        while try take(.word("and")) { filters.append(try condition()) }
        return filters.count == 1 ? filters[0] : .all(filters)
    }

    private mutating func condition() throws(FilterError) -> ImageFilter {
        guard depth < ImageFilter.deepest else {
            throw expected("at most \(ImageFilter.deepest) of '(', 'not' and 'any' within each other")
        }
        depth += 1
        defer { depth -= 1 }
        if try take(.word("not")) { return .not(try condition()) }
        if try take(.sign("(")) {
            let filter = try alternatives()
            try require(")", "'and', 'or' or ')'")
            return filter
        }
        if variable == nil, try take(.word(Self.anyWord)) { return .anyCapability(try capabilityFilter()) }
        if case .word(let name) = token.kind, let match = ImageFilter.Match(rawValue: name) {
            try advance()
            return try matching(match)
        }
        return try comparison()
    }

    private static let anyWord = "capabilities/any"

    /// `(c: FILTER)`, in which `c` stands for a capability.
    private mutating func capabilityFilter() throws(FilterError) -> ImageFilter {
        try require("(")
        guard case .word(let name) = token.kind, !name.contains("/") else {
            throw expected("a name, as in 'c: c eq ...'")
        }
        variable = name
        defer { variable = nil }
        try advance()
        try require(":")
        let filter = try alternatives()
        try require(")", "'and', 'or' or ')'")
        return filter
    }

    /// `(TEXT, TEXT)`.
    private mutating func matching(_ match: ImageFilter.Match) throws(FilterError) -> ImageFilter {
        try require("(")
        let text = try operand(of: .text)
        try require(",")
        let part = try operand(of: .text)
        try require(")")
        return .match(match, text, part)
    }

    private mutating func comparison() throws(FilterError) -> ImageFilter {
        let left = try operand(of: nil)
        guard case .word(let name) = token.kind, let comparison = ImageFilter.Comparison(rawValue: name) else {
            throw expected(ImageFilter.Comparison.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "))
        }
        try advance()
        return .comparison(left, comparison, try operand(of: left.kind, orNull: true))
    }

    // MARK: - Operands

    /// - Parameter kind: what the place asks for; `nil`: anything.
    private mutating func operand(of kind: ImageFilter.Operand.Kind?, orNull: Bool = false) throws(FilterError)
        -> ImageFilter.Operand
    {
        let start = token
        guard let operand = try anyOperand(), kind == nil || operand.kind == kind || (orNull && operand == .null)
        else {
            throw FilterError(column: start.column, expected: Self.expectation(kind, orNull: orNull, in: variable))
        }
        return operand
    }

    /// - Returns: `nil` when here is none.
    private mutating func anyOperand() throws(FilterError) -> ImageFilter.Operand? {
        let operand: ImageFilter.Operand
        switch token.kind {
        case .text(let text): operand = .text(FoldedText(text))
        case .time(let time): operand = .time(time)
        case .word("null"): operand = .null
        case .word("tolower"): return try lowered()
        case .word(let name) where name == variable: operand = .capability
        case .word(let name):
            guard let property = ImageFilter.Property(rawValue: name) else { return nil }
            operand = .property(property)
        default: return nil
        }
        try advance()
        return operand
    }

    /// `tolower(TEXT)`: the text itself, since case plays no part.
    private mutating func lowered() throws(FilterError) -> ImageFilter.Operand {
        guard depth < ImageFilter.deepest else { throw expected("at most \(ImageFilter.deepest) levels") }
        depth += 1
        defer { depth -= 1 }
        try advance()
        try require("(")
        let operand = try operand(of: .text)
        try require(")")
        return operand
    }

    private static func expectation(_ kind: ImageFilter.Operand.Kind?, orNull: Bool, in variable: String?) -> String {
        let null = orNull ? " or null" : ""
        return switch kind {
        case .text: "a text in single quotes, a property that is a text\(null)"
        case .time: "a date-time such as 2026-01-31T00:00:00Z\(null)"
        case nil:
            ((variable.map { [$0] } ?? [anyWord + "(c: ...)"]) + ImageFilter.Property.allCases.map(\.rawValue)
                + ImageFilter.Match.allCases.map { $0.rawValue + "(...)" } + ["tolower(...)", "'not' or '('"])
                .joined(separator: ", ")
        }
    }

    // MARK: - Tokens

    private mutating func advance() throws(FilterError) { token = try lexer.next() }

    private mutating func take(_ kind: FilterToken.Kind) throws(FilterError) -> Bool {
        guard token.kind == kind else { return false }
        try advance()
        return true
    }

    private mutating func require(_ sign: Unicode.Scalar, _ expectation: String? = nil) throws(FilterError) {
        guard try take(.sign(sign)) else { throw expected(expectation ?? "'\(sign)'") }
    }

    private func expected(_ expectation: String) -> FilterError {
        FilterError(column: token.column, expected: expectation)
    }
}

extension ImageFilter.Operand {
    enum Kind {
        case text, time
    }

    /// `nil`: null, which goes with either.
    var kind: Kind? {
        switch self {
        case .time, .property(.endOfLife): .time
        case .text, .capability, .property: .text
        case .null: nil
        }
    }
}
