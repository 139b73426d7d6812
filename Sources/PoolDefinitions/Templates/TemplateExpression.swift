/// An expression of a template, as far as it is resolved here: `[parameters('x')]`, `[variables('x').a[0].b]`.
indirect enum TemplateExpression {
    case text(String)
    case number(Int)
    case call(String, [TemplateExpression])
    /// What is in another under a name or a number.
    case element(TemplateExpression, TemplateExpression)

    /// - Parameter text: of a string in a template.
    /// - Returns: `nil` when it is no expression, or one that this does not know.
    init?(_ text: String) {
        var parser = TemplateExpressionParser(text.utf8.dropFirst().dropLast())
        guard Self.isExpression(text), let expression = parser.whole() else { return nil }
        self = expression
    }

    static func isExpression(_ text: String) -> Bool {
        text.utf8.first == UInt8(ascii: "[") && text.utf8.last == UInt8(ascii: "]") && !text.hasPrefix("[[")
    }
}

/// Reads an expression from front to end.
private struct TemplateExpressionParser {
    private var rest: Substring.UTF8View
    private static let deepest = 16

    init(_ text: Substring.UTF8View) { rest = text }

    mutating func whole() -> TemplateExpression? {
        guard let expression = expression(depth: 0) else { return nil }
        skipBlanks()
        return rest.isEmpty ? expression : nil
    }

    private mutating func expression(depth: Int) -> TemplateExpression? {
        skipBlanks()
        guard depth < Self.deepest, let byte = rest.first, var expression = primary(byte, depth) else { return nil }
        while true {
            if take(".") {
                guard let name = name() else { return nil }
                expression = .element(expression, .text(name))
            } else if take("[") {
                guard let key = self.expression(depth: depth + 1), take("]") else { return nil }
                expression = .element(expression, key)
            } else {
                return expression
            }
        }
    }

    private mutating func primary(_ byte: UInt8, _ depth: Int) -> TemplateExpression? {
        if byte == UInt8(ascii: "'") { return text().map { .text($0) } }
        if (0x30...0x39).contains(byte) {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(digits.count)
            return Int(String(decoding: digits, as: UTF8.self)).map { .number($0) }
        }
        guard let name = name(), take("(") else { return nil }
        var arguments: [TemplateExpression] = []
        if take(")") { return .call(name.lowercased(), arguments) }
        while true {
            guard let argument = expression(depth: depth + 1) else { return nil }
            arguments.append(argument)
            if take(",") { continue }
            return take(")") ? .call(name.lowercased(), arguments) : nil
        }
    }

    /// A text in single quotes, in which two stand for one.
    private mutating func text() -> String? {
        guard take("'") else { return nil }
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            text.append(byte)
            guard byte == UInt8(ascii: "'") else { continue }
            guard rest.first == byte else { return String(decoding: text.dropLast(), as: UTF8.self) }
            rest = rest.dropFirst()
        }
        return nil
    }

    private mutating func name() -> String? {
        let name = rest.prefix {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
        }
        rest = rest.dropFirst(name.count)
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }

    /// Whether this character comes next, behind blanks or not, which is passed over then.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard let byte = rest.first, UInt32(byte) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func skipBlanks() { rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D } }
}
