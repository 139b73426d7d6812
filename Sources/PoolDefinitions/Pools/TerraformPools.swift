import Catalog

/// The pools of what `terraform show -json` prints of a plan or a state.
struct TerraformPools {
    static func isPlanOrState(_ node: JSONNode) -> Bool {
        node.member("formatversion", "terraformversion") != nil && modules(of: node) != nil
    }

    private static func modules(of node: JSONNode) -> JSONNode? {
        node.member("plannedvalues", "values")?.member("rootmodule")
    }

    private(set) var uses: [DefinitionUse] = []
    /// What is known only after a plan was applied, by the resource's address.
    private let unknown: [String: JSONNode]

    init(_ node: JSONNode) {
        let changes = (node.member("resourcechanges")?.elements ?? []).compactMap { change in
            change.member("address")?.string.flatMap { address in
                change.member("change")?.member("afterunknown").map { (address, $0) }
            }
        }
        unknown = Dictionary(changes) { first, _ in first }
        if let root = Self.modules(of: node) { add(module: root) }
    }

    private mutating func add(module: JSONNode) {
        for resource in module.member("resources")?.elements ?? [] { add(resource: resource) }
        for child in module.member("childmodules")?.elements ?? [] { add(module: child) }
    }

    private mutating func add(resource: JSONNode) {
        guard resource.member("mode")?.string != "data", let values = resource.member("values") else { return }
        let address = resource.member("address")?.string
        let part = Part(Self.merged(values, unknown: address.flatMap { unknown[$0] }))
        let name = part.member("name")?.poolName ?? address
        switch resource.member("type")?.string {
        case "azurerm_batch_pool": uses.append(part.imageUse(pool: name, form: .terraform, line: resource.line))
        case "azapi_resource" where TemplatePools.type(of: values) == TemplatePools.type:
            let properties = part.body?.member("properties")
            uses.append(Part.use(ofProperties: properties, pool: name, form: .terraform, line: resource.line))
        default: return
        }
    }

    /// The values of a resource, with those that are not known yet among them.
    private static func merged(_ value: JSONNode?, unknown: JSONNode?) -> JSONNode {
        let line = value?.line ?? unknown?.line ?? 1
        switch unknown?.value {
        case .boolean(true): return JSONNode(line: line, .untold("(known after apply)"))
        case .object(let hidden):
            let known = value?.members ?? []
            let own = known.map { member in
                let unknown = hidden.first { $0.key == member.key }?.node
                return JSONNode.Member(key: member.key, node: merged(member.node, unknown: unknown))
            }
            let others = hidden.filter { other in !known.contains { $0.key == other.key } }.map {
                JSONNode.Member(key: $0.key, node: merged(nil, unknown: $0.node))
            }
            return JSONNode(line: line, .object(own + others))
        case .array(let hidden):
            let known = value?.elements ?? []
            let all = (0..<max(known.count, hidden.count)).map { index in
                merged(
                    known.indices.contains(index) ? known[index] : nil,
                    unknown: hidden.indices.contains(index) ? hidden[index] : nil)
            }
            return JSONNode(line: line, .array(all))
        default: return value ?? JSONNode(line: line, .null)
        }
    }
}

extension Part {
    /// The body of an `azapi_resource`, which older versions have as JSON in a text.
    fileprivate var body: Part? {
        guard let body = member("body") else { return nil }
        guard let text = body.node.string else { return body }
        return (try? JSONDocument.read(Array(text.utf8)))?.first.map { Part($0.at(body.node.line)) }
    }
}

extension JSONNode {
    /// The same, with everything on one line.
    fileprivate func at(_ line: Int) -> JSONNode {
        switch value {
        case .object(let members):
            JSONNode(line: line, .object(members.map { Member(key: $0.key, node: $0.node.at(line)) }))
        case .array(let elements): JSONNode(line: line, .array(elements.map { $0.at(line) }))
        default: JSONNode(line: line, value)
        }
    }
}
