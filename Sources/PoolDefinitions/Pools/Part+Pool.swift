import Catalog

extension Part {
    /// What the part that configures a pool uses: one with `virtualMachineConfiguration`, `cloudServiceConfiguration`,
    /// or Terraform's arguments.
    ///
    /// - Returns: `nil` when it configures none.
    func use(pool: String?, form: DefinitionForm) -> DefinitionUse? {
        if let text = node.untold {
            return DefinitionUse(ImageUse(.untold(text), agent: .unsaid), line: node.line, pool: pool, form: form)
        }
        if let machine = member("virtualmachineconfiguration") {
            return machine.imageUse(pool: pool, form: form, line: machine.node.line)
        }
        guard let cloud = member("cloudserviceconfiguration") else { return nil }
        return DefinitionUse(ImageUse(.cloudServices, agent: .unsaid), line: cloud.node.line, pool: pool, form: form)
    }

    /// What a pool's properties use, in Azure Resource Manager's form; `nil`: it has none.
    ///
    /// - Parameter line: where the pool is, for one that says nothing of its image.
    static func use(
        ofProperties properties: Part?, pool: String?, form: DefinitionForm, line: Int
    ) -> DefinitionUse {
        (properties?.member("deploymentconfiguration") ?? properties)?.use(pool: pool, form: form)
            ?? DefinitionUse(ImageUse(.untold(""), agent: .unsaid), line: line, pool: pool, form: form)
    }

    /// What a virtual machine's part uses.
    ///
    /// - Parameter line: where the pool is, for one that says nothing of its image.
    func imageUse(pool: String?, form: DefinitionForm, line: Int) -> DefinitionUse {
        let reference = member("imagereference", "storageimagereference")?.block
        let agent: ImageUse.Agent =
            switch member("nodeagentskuid")?.word {
            case .told(let text): .named(text)
            case .untold(let text): .untold(text)
            case nil: .unsaid
            }
        let containers = member("containerconfiguration")?.block
        let use = ImageUse(
            reference?.subject ?? .untold(""), agent: agent,
            hasContainers: containers.map { $0.node.untold == nil } ?? false)
        return DefinitionUse(use, line: reference?.node.line ?? line, pool: pool, form: form)
    }

    /// The image of a reference.
    private var subject: ImageUse.Subject {
        if let text = node.untold { return .untold(text) }
        let id = member("virtualmachineimageid", "id")?.word
        let galleries = [id, member("sharedgalleryimageid")?.word, member("communitygalleryimageid")?.word]
        if case .untold(let text)? = galleries.compactMap(\.self).first { return .untold(text) }
        func told(_ word: Word?) -> String? { if case .told(let text)? = word { text } else { nil } }
        let names = ["publisher", "offer", "sku", "version"].map { member($0)?.word }
        let reference = ImageReference(
            publisher: names[0]?.text, offer: names[1]?.text, sku: names[2]?.text, version: names[3]?.text,
            virtualMachineImageId: told(galleries[0]), sharedGalleryImageId: told(galleries[1]),
            communityGalleryImageId: told(galleries[2]))
        let isTold = reference.galleryId != nil || names.allSatisfy { $0 == nil || told($0) != nil }
        return isTold ? .image(reference) : .untold(reference.text)
    }

    /// The last part of a pool's name or id; an expression is its own name.
    var poolName: String? {
        switch word {
        case .told(let text): text.split(separator: "/").last.map(String.init)
        case .untold(let text): text.isEmpty ? nil : text
        case nil: nil
        }
    }
}
