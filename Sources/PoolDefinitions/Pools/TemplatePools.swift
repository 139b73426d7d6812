import Catalog

/// The pools of an ARM template: resources of the pools' type, wherever they stand in it.
struct TemplatePools {
    static let type = "microsoft.batch/batchaccounts/pools"
    private static let deployments = "microsoft.resources/deployments"
    /// As many copies of a resource as the service makes at most.
    private static let mostCopies = 800

    private(set) var uses: [DefinitionUse] = []

    /// Whether an object is a template.
    static func isTemplate(_ node: JSONNode) -> Bool {
        guard let resources = node.members.first(where: { $0.key == "resources" })?.node else { return false }
        let isList = if case .array = resources.value { true } else { resources.isObject }
        return isList && node.member("contentversion", "$schema") != nil
    }

    /// The type of a resource without case and version; `nil` for what is none.
    static func type(of node: JSONNode) -> String? {
        node.member("type")?.string?.lowercased().split(separator: "@").first.map(String.init)
    }

    mutating func add(template: JSONNode, given: [FoldedText: JSONNode], outer: TemplateScope? = nil) {
        let scope = TemplateScope(template: template, given: given, outer: outer)
        add(resources: template.member("resources"), in: scope)
    }

    /// - Parameter parent: the type of the resource that they are nested in.
    private mutating func add(resources: JSONNode?, in scope: TemplateScope, parent: String? = nil) {
        switch resources?.value {
        case .array(let elements): for element in elements { add(resource: element, in: scope, parent: parent) }
        // By symbolic names.
        case .object(let members):
            for member in members { add(resource: member.node, in: scope, parent: parent, symbol: member.key) }
        default: return
        }
    }

    private mutating func add(resource: JSONNode, in scope: TemplateScope, parent: String?, symbol: String? = nil) {
        guard let ownType = Self.type(of: resource), !isLeftOut(resource, scope) else { return }
        let type = ownType.contains(".") ? ownType : parent.map { "\($0)/\(ownType)" } ?? ownType
        var found = TemplatePools()
        for scope in turns(of: resource, scope) {
            if type == Self.type { found.add(pool: resource, in: scope, symbol: symbol) }
            if type == Self.deployments { found.add(deployment: resource, in: scope) }
            found.add(resources: resource.member("resources"), in: scope, parent: type)
        }
        // Copies that use the same are one.
        var seen: Set<DefinitionUse> = []
        uses += found.uses.filter { seen.insert($0).inserted }
    }

    /// Whether nothing is made of it: it is there already, or its condition does not hold.
    private func isLeftOut(_ resource: JSONNode, _ scope: TemplateScope) -> Bool {
        if case .boolean(true)? = resource.member("existing")?.value { return true }
        if case .boolean(false)? = resource.member("condition").map({ Part($0, in: scope).node.value }) { return true }
        return false
    }

    /// The scope of each copy that is made of it.
    private func turns(of resource: JSONNode, _ scope: TemplateScope) -> [TemplateScope] {
        guard let count = resource.member("copy")?.member("count"),
            case .number(let text) = Part(count, in: scope).node.value, let count = Int(text), count > 0
        else { return [scope] }
        return (0..<min(count, Self.mostCopies)).map { scope.inTurn($0) }
    }

    mutating func add(pool: JSONNode, in scope: TemplateScope?, symbol: String? = nil) {
        let whole = Part(pool, in: scope)
        let properties = whole.member("properties")
        let name = whole.member("name")?.poolName ?? properties?.member("id")?.poolName ?? symbol
        uses.append(Part.use(ofProperties: properties, pool: name, form: .arm, line: pool.line))
    }

    /// A template in a template: its parameters are its own where its scope is, else those around it.
    private mutating func add(deployment: JSONNode, in scope: TemplateScope) {
        let properties = deployment.member("properties")
        guard let template = properties?.member("template"), template.isObject else { return }
        let mode = properties?.member("expressionevaluationoptions")?.member("scope")?.string?.lowercased()
        if mode == "inner" {
            add(template: template, given: TemplateScope.values(properties?.member("parameters")), outer: scope)
        } else {
            add(resources: template.member("resources"), in: scope)
        }
    }
}
