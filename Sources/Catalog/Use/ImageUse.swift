/// An image under a node agent as something uses it: a live pool, a definition in a file, a watch-list.
package struct ImageUse: Hashable, Sendable {
    /// What is used.
    package enum Subject: Hashable, Sendable {
        /// A name (publisher, offer and sku; a version when it is said), or a gallery id.
        case image(ImageReference)
        /// Nothing but the node agent.
        case agentAlone
        /// A pool of Cloud Services, which have no image.
        case cloudServices
        /// An image that cannot be told, as far as it is written: an expression, a reference that lacks a part.
        case untold(String)
    }

    /// Under which node agent SKU.
    package enum Agent: Hashable, Sendable {
        case named(String)
        /// None is said: the image is judged by its name alone.
        case unsaid
        /// One that cannot be told, as it is written.
        case untold(String)
    }

    package let subject: Subject
    package let agent: Agent
    /// Whether containers are configured, which the image must be able to run.
    package let hasContainers: Bool
    /// Whether an image that is not verified is what is wanted: a pool of Nextflow can say so.
    package let takesUnverified: Bool

    package init(
        _ subject: Subject, agent: Agent, hasContainers: Bool = false, takesUnverified: Bool = false
    ) {
        if case .image(let reference) = subject, !reference.isComplete {
            self.subject = .untold(reference.text)
        } else {
            self.subject = subject
        }
        (self.agent, self.hasContainers, self.takesUnverified) = (agent, hasContainers, takesUnverified)
    }

    /// The image, where it is judged by its name; `nil` for one of a gallery, and where there is none.
    package var namedImage: ImageReference? {
        guard case .image(let reference) = subject, reference.galleryId == nil else { return nil }
        return reference
    }

    /// The image as it is shown; `nil` when there is none to show.
    package var image: String? {
        switch subject {
        case .image(let reference): reference.text
        case .untold(let text): text.isEmpty ? nil : text
        case .agentAlone, .cloudServices: nil
        }
    }

    /// The node agent as it is written; `nil` when there is none to show.
    package var nodeAgentSKUId: String? {
        switch agent {
        case .named(let agent): agent
        case .untold(let text): text.isEmpty ? nil : text
        case .unsaid: nil
        }
    }

    /// Whether image or node agent cannot be told; what is judged by its agent needs one.
    var isUntold: Bool {
        switch (subject, agent) {
        case (.untold, _), (_, .untold), (.agentAlone, .unsaid): true
        case (.image(let reference), .unsaid): reference.galleryId != nil
        case (.image, .named), (.agentAlone, .named), (.cloudServices, _): false
        }
    }
}
