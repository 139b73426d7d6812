import Catalog

/// Pools in JSON of whatever shape: an object that has a pool's configuration is one, wherever it stands. Templates and
/// resources in it are those of a template.
struct RestPools {
    /// Values of a template's parameters.
    let given: [FoldedText: JSONNode]
    private(set) var uses: [DefinitionUse] = []
    /// Whether anything was recognised, be it without a pool.
    private(set) var isRecognised = false

    /// - Parameter name: of the nearest object around it that has one.
    mutating func add(_ node: JSONNode, name: String? = nil) {
        for element in node.elements { add(element, name: name) }
        guard node.isObject else { return }
        var template = TemplatePools()
        if TemplatePools.isTemplate(node) {
            template.add(template: node, given: given)
        } else if TemplatePools.type(of: node) == TemplatePools.type, node.member("properties") != nil {
            template.add(pool: node, in: nil)
        } else {
            return addPool(node, name)
        }
        isRecognised = true
        uses += template.uses
    }

    private mutating func addPool(_ node: JSONNode, _ outerName: String?) {
        let part = Part(node)
        let own = (part.member("id") ?? part.member("name") ?? part.member("displayname"))?.poolName
        let name = own ?? part.member("autopoolidprefix")?.poolName ?? outerName
        if let use = (part.member("deploymentconfiguration") ?? part).use(pool: name, form: .rest) {
            isRecognised = true
            uses.append(use)
            return
        }
        // A listing of images is no use of them.
        if node.member("imagereference") != nil, node.member("ostype") != nil { isRecognised = true }
        for member in node.members { add(member.node, name: name) }
    }
}
