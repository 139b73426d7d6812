import Catalog

extension Part {
    /// What the part that configures a pool uses: one with `virtualMachineConfiguration`, `cloudServiceConfiguration`,
    /// or Terraform's arguments.
    ///
    /// - Returns: `nil` when it configures none.
    func use(pool: String?, form: DefinitionForm) -> DefinitionUse? {
        if node.untold != nil {
            return DefinitionUse(
                ImageUse(.untold(node.untold ?? ""), agent: .unsaid), line: node.line, pool: pool, form: form)
        }
        if let machine = member("virtualmachineconfiguration") {
            return machine.imageUse(pool: pool, form: form, line: machine.node.line)
        }
        guard let cloud = member("cloudserviceconfiguration") else { return nil }
        return DefinitionUse(
            ImageUse(.cloudServices, agent: .unsaid), line: cloud.node.line, pool: pool, form: form)
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
        var isTold = true
        func text(_ key: String) -> String? {
            switch member(key)?.word {
            case .told(let text): return text
            case .untold(let text):
                isTold = false
                return text
            case nil: return nil
            }
        }
        func told(_ word: Word?) -> String? { if case .told(let text)? = word { text } else { nil } }
        let reference = ImageReference(
            publisher: text("publisher"), offer: text("offer"), sku: text("sku"), version: text("version"),
            virtualMachineImageId: told(galleries[0]), sharedGalleryImageId: told(galleries[1]),
            communityGalleryImageId: told(galleries[2]))
        if !isTold, reference.galleryId == nil { return .untold(reference.text) }
        return .image(reference)
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
