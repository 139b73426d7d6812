import Catalog

/// A part of a definition, as it is meant: expressions that can be resolved are.
struct Part {
    let node: JSONNode
    /// What expressions mean here; `nil` where there are none.
    let scope: TemplateScope?

    init(_ node: JSONNode, in scope: TemplateScope? = nil) {
        (self.node, self.scope) = scope?.resolve(node) ?? (node, nil)
    }

    /// What one of these members is, the first that is there; of what cannot be told, no member can.
    func member(_ keys: String...) -> Part? {
        if node.untold != nil { return self }
        for key in keys {
            guard let found = node.member(key) else { continue }
            let part = Part(found, in: scope)
            return part.node.isNull ? nil : part
        }
        return nil
    }

    /// The first of a list, which Terraform has for a block.
    var block: Part? {
        if case .array(let elements) = node.value { elements.first.map { Part($0, in: scope) } } else { self }
    }

    enum Word {
        case told(String)
        case untold(String)

        /// As it is written.
        var text: String {
            switch self {
            case .told(let text), .untold(let text): text
            }
        }
    }

    /// What a text says; `nil` where there is none.
    var word: Word? {
        switch node.value {
        case .string(let text):
            // No name of an image has these; placeholders of programs that fill in definitions do.
            text.contains { "${}[]<>".contains($0) } ? .untold(text) : text.isEmpty ? nil : .told(text)
        case .number(let text): .told(text)
        case .untold(let text): .untold(text)
        case .null: nil
        case .object, .array, .boolean: .untold("")
        }
    }
}
