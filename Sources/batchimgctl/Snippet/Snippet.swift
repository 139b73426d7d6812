import ArgumentParser
import Catalog
import ControlAPI

/// What a snippet is written for.
enum SnippetForm: String, CaseIterable, ExpressibleByArgument {
    case rest, arm, bicep, terraform, az, python, nextflow
}

/// An image with its node agent, as a definition of a pool in some language. Names, size and number of nodes stand for the
/// reader's own.
struct Snippet {
    let reference: ImageReference
    let agent: String

    /// The reference to an image of a gallery, whose kind its id tells.
    static func galleryReference(_ id: String) -> ImageReference {
        let folded = id.folded
        if folded.hasPrefix("/communitygalleries/") { return ImageReference(communityGalleryImageId: id) }
        if folded.hasPrefix("/sharedgalleries/") { return ImageReference(sharedGalleryImageId: id) }
        return ImageReference(virtualMachineImageId: id)
    }

    /// - Throws: `ClientError` where the language has no word for such an image.
    func text(for form: SnippetForm) throws(ClientError) -> String {
        switch form {
        case .rest: return rest
        case .arm: return arm
        case .bicep: return bicep
        case .terraform: return try terraform
        case .az: return try az
        case .python: return python
        case .nextflow: return try nextflow
        }
    }

    /// A size that has both generations of Hyper-V, and is offered nearly everywhere.
    var size: String { agent.folded.contains("arm64") ? "standard_d2ps_v5" : "standard_d2s_v3" }

    /// The members of the reference that are there.
    ///
    /// - Parameter id: what the language calls the id of an image in a gallery of one's own.
    func members(id: String = "virtualMachineImageId") -> [(name: String, value: String)] {
        let members = [
            ("publisher", reference.publisher), ("offer", reference.offer), ("sku", reference.sku),
            ("version", reference.galleryId == nil ? reference.version ?? ImageName.defaultVersion : nil),
            (id, reference.virtualMachineImageId), ("sharedGalleryImageId", reference.sharedGalleryImageId),
            ("communityGalleryImageId", reference.communityGalleryImageId),
        ]
        return members.compactMap { name, value in value.map { (name, $0) } }
    }

    /// - Parameter line: one member.
    static func lines(
        _ members: [(name: String, value: String)], _ indent: Int, separator: String = "\n",
        _ line: (String, String) -> String
    ) -> String {
        members.map { String(repeating: " ", count: indent) + line($0.name, $0.value) }.joined(separator: separator)
    }

    func refuseForeignGallery(for form: SnippetForm) throws(ClientError) {
        guard reference.sharedGalleryImageId == nil, reference.communityGalleryImageId == nil else {
            throw Self.refusal(form, "it has no word for an image of a shared or community gallery")
        }
    }

    static func refusal(_ form: SnippetForm, _ reason: String) -> ClientError {
        ClientError(exitCode: 1, "cannot write this image for \(form.rawValue): \(reason); --for rest can")
    }
}
