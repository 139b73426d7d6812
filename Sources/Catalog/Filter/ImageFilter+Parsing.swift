extension ImageFilter {
    /// Longer filters are refused.
    package static let mostCharacters = 4096

    package init(parsing text: String) throws(FilterError) {
        guard text.count <= Self.mostCharacters else {
            throw FilterError(column: Self.mostCharacters + 1, expected: "at most \(Self.mostCharacters) characters")
        }
        var parser = FilterParser(text)
        self = try parser.disjunction(depth: 0)
        try parser.end()
    }
}

/// Recursive descent over the filter's characters: `or` binds least, then `and`, then `not`.
private struct FilterParser {
    private let characters: [Character]
    private var position = 0
    private static let deepest = 32

    init(_ text: String) {
        characters = Array(text)
    }

    mutating func disjunction(depth: Int) throws(FilterError) -> ImageFilter {
        var filter = try conjunction(depth: depth)
        while word("or") { filter = .or(filter, try conjunction(depth: depth)) }
        return filter
    }

    private mutating func conjunction(depth: Int) throws(FilterError) -> ImageFilter {
        var filter = try term(depth: depth)
        while word("and") { filter = .and(filter, try term(depth: depth)) }
        return filter
    }

    private mutating func term(depth: Int) throws(FilterError) -> ImageFilter {
        guard depth < Self.deepest else { throw failure("at most \(Self.deepest) nested parentheses") }
        if word("not") { return .not(try term(depth: depth + 1)) }
        if symbol("(") {
            let filter = try disjunction(depth: depth + 1)
            guard symbol(")") else { throw failure("')', 'and' or 'or'") }
            return filter
        }
        guard let property = ImageFilter.Property.allCases.first(where: { word($0.rawValue) }) else {
            throw failure(ImageFilter.Property.allCases.map(\.rawValue).joined(separator: ", ") + ", 'not' or '('")
        }
        if word("eq") { return .equals(property, try literal()) }
        if word("ne") { return .not(.equals(property, try literal())) }
        throw failure("'eq' or 'ne'")
    }

    mutating func end() throws(FilterError) {
        skipBlanks()
        guard position == characters.count else { throw failure("'and', 'or' or the end") }
    }

    /// A text in single quotes, in which two of them stand for one.
    private mutating func literal() throws(FilterError) -> String {
        guard symbol("'") else { throw failure("a text in single quotes") }
        var text = ""
        while position < characters.count {
            let character = characters[position]
            position += 1
            if character != "'" {
                text.append(character)
            } else if position < characters.count, characters[position] == "'" {
                text.append("'")
                position += 1
            } else {
                return text
            }
        }
        throw failure("a closing single quote")
    }

    private mutating func word(_ word: String) -> Bool {
        skipBlanks()
        let end = position + word.count
        guard end <= characters.count, String(characters[position..<end]) == word,
            end == characters.count || !(characters[end].isLetter || characters[end].isNumber)
        else { return false }
        position = end
        return true
    }

    private mutating func symbol(_ symbol: Character) -> Bool {
        skipBlanks()
        guard position < characters.count, characters[position] == symbol else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while position < characters.count, characters[position] == " " { position += 1 }
    }

    private func failure(_ expected: String) -> FilterError {
        FilterError(column: position + 1, expected: expected)
    }
}
