import Catalog

/// What parameters and variables mean in a template, or in one that is nested in it.
final class TemplateScope: Sendable {
    /// A value, and the scope in which its own expressions are meant.
    private struct Bound {
        let node: JSONNode
        let scope: TemplateScope

        /// `nil` for one that cannot be told.
        var told: Bound? { node.untold == nil ? self : nil }
    }

    /// By their names without case; a default is meant in this scope.
    private let defaults: [FoldedText: JSONNode]
    private let variables: [FoldedText: JSONNode]
    /// What is given for parameters from outside, and the scope in which that is meant; `nil`: nothing but values.
    private let given: [FoldedText: JSONNode]
    private let outer: TemplateScope?
    /// The turn of the loop that is gone through.
    private let turn: Int?

    /// - Parameters:
    ///   - template: the object that has `parameters` and `variables`; `nil` for none.
    ///   - given: values of parameters, by their names without case.
    ///   - outer: the scope in which they are meant.
    init(template: JSONNode?, given: [FoldedText: JSONNode], outer: TemplateScope?) {
        defaults = Self.named(template?.member("parameters")).compactMapValues { $0.member("defaultvalue") }
        variables = Self.named(template?.member("variables"))
        self.given = given
        self.outer = outer
        turn = nil
    }

    private init(_ scope: TemplateScope, turn: Int) {
        (defaults, variables, given, outer) = (scope.defaults, scope.variables, scope.given, scope.outer)
        self.turn = turn
    }

    func inTurn(_ turn: Int) -> TemplateScope { TemplateScope(self, turn: turn) }

    static func named(_ object: JSONNode?) -> [FoldedText: JSONNode] {
        Dictionary((object?.members ?? []).map { (FoldedText($0.key), $0.node) }) { first, _ in first }
    }

    /// What a parameters file, or a nested template's `parameters`, gives.
    static func values(_ object: JSONNode?) -> [FoldedText: JSONNode] {
        named(object).compactMapValues { node in
            node.member("value") ?? node.member("reference").map { JSONNode(line: $0.line, .untold("a secret")) }
        }
    }

    /// Expressions that one value may take, those of what it refers to included: no template of a person has so many.
    private static let mostSteps = 500

    /// What a node means, and in which scope what is in it is meant. An expression that cannot be resolved is untold.
    func resolve(_ node: JSONNode) -> (JSONNode, TemplateScope?) {
        var steps = Self.mostSteps
        let bound = meaning(of: Bound(node: node, scope: self), &steps)
        // It stands where the expression does.
        return (JSONNode(line: node.line, bound.node.value), bound.scope)
    }

    private func meaning(of bound: Bound, _ steps: inout Int) -> Bound {
        guard let text = bound.node.string, text.utf8.first == UInt8(ascii: "[") else { return bound }
        if text.hasPrefix("[[") {
            return Bound(node: JSONNode(line: bound.node.line, .string(String(text.dropFirst()))), scope: bound.scope)
        }
        guard TemplateExpression.isExpression(text) else { return bound }
        if let expression = TemplateExpression(text), let found = bound.scope.evaluate(expression, &steps) {
            return found
        }
        return Bound(node: JSONNode(line: bound.node.line, .untold(text)), scope: bound.scope)
    }

    private func evaluate(_ expression: TemplateExpression, _ steps: inout Int) -> Bound? {
        guard steps > 0 else { return nil }
        steps -= 1
        switch expression {
        case .text(let text): return bound(.string(text))
        case .number(let number): return bound(.number(String(number)))
        case .element(let whole, let key):
            guard let whole = evaluate(whole, &steps), let key = evaluate(key, &steps) else { return nil }
            return element(key.node, of: whole, &steps)
        case .call(let name, let arguments): return call(name, arguments, &steps)
        }
    }

    private func bound(_ value: JSONNode.Value) -> Bound { Bound(node: JSONNode(line: 1, value), scope: self) }

    private func element(_ key: JSONNode, of whole: Bound, _ steps: inout Int) -> Bound? {
        let found: JSONNode? =
            switch (whole.node.value, key.value) {
            case (.object(let members), .string(let name)):
                members.first { $0.key.folded == name.folded }?.node
            case (.array(let elements), .number(let text)):
                Int(text).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: nil
            }
        return found.flatMap { meaning(of: Bound(node: $0, scope: whole.scope), &steps).told }
    }

    private func call(_ name: String, _ arguments: [TemplateExpression], _ steps: inout Int) -> Bound? {
        switch (name, arguments.first) {
        case ("parameters", .text(let parameter)) where arguments.count == 1:
            let key = FoldedText(parameter)
            if let node = given[key] { return meaning(of: Bound(node: node, scope: outer ?? .none), &steps).told }
            return defaults[key].flatMap { meaning(of: Bound(node: $0, scope: self), &steps).told }
        case ("variables", .text(let variable)) where arguments.count == 1:
            return variables[FoldedText(variable)].flatMap { meaning(of: Bound(node: $0, scope: self), &steps).told }
        case ("copyindex", _):
            guard let turn else { return nil }
            let offset = if case .number(let offset)? = arguments.last { offset } else { 0 }
            return bound(.number(String(turn + offset)))
        case ("length", let list?) where arguments.count == 1:
            guard let list = evaluate(list, &steps), case .array(let elements) = list.node.value else { return nil }
            return bound(.number(String(elements.count)))
        default: return nil
        }
    }

    /// The scope of values that have no expressions to resolve.
    private static let none = TemplateScope(template: nil, given: [:], outer: nil)
}
