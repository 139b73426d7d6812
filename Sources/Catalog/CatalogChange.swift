/// One difference between two successive catalogs of an account.
package struct CatalogChange: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case added
        /// The name was listed before in this account, under whatever node agent.
        case returned
        case removed
        case nodeAgent = "node-agent"
        case endOfLife = "end-of-life"
        case verification
        case capabilities
        case osType = "os-type"
    }

    package let kind: Kind
    /// The image as it is now; of a removed one, as it was last listed.
    package let image: Image
    /// The identity before, when the change gave the image another node agent; else the image's own.
    package let formerIdentity: ImageIdentity
    /// The value before; `nil` when there was none, and for added, returned and removed.
    package let old: String?
    /// The value now; `nil` when there is none, and for added, returned and removed.
    package let new: String?

    package init(
        _ kind: Kind, _ image: Image, formerIdentity: ImageIdentity? = nil, old: String? = nil, new: String? = nil
    ) {
        (self.kind, self.image, self.old, self.new) = (kind, image, old, new)
        self.formerIdentity = formerIdentity ?? image.identity
    }
}
