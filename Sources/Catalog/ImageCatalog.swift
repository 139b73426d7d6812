/// The complete set of images that a listing carried, in the order in which the service listed them.
///
/// An image stands in it once: of several entries with one identity it keeps the one whose digest is least, so
/// that the choice does not depend on their order.
package struct ImageCatalog: Sendable {
    package let images: [Image]
    /// Names the content: equal for two catalogs that say the same, in whatever order and notation.
    package let digest: Digest

    package init(_ listed: some Sequence<Image>) { self.init(digested: listed.lazy.map { ($0, $0.digest) }) }

    /// - Parameter listed: images, each with its digest.
    package init(digested listed: some Sequence<(Image, Digest)>) {
        var positions: [ImageIdentity: Int] = [:]
        var images: [Image] = []
        var digests: [Digest] = []
        for (image, digest) in listed {
            if let position = positions[image.identity] {
                guard digest < digests[position] else { continue }
                images[position] = image
                digests[position] = digest
            } else {
                positions[image.identity] = images.count
                images.append(image)
                digests.append(digest)
            }
        }
        self.images = images
        digest = Digest(of: digests.sorted())
    }

    /// A catalog as the record has it.
    ///
    /// - Parameters:
    ///   - images: each identity once.
    ///   - digest: as it was worked out of them.
    package init(recorded images: [Image], digest: Digest) { (self.images, self.digest) = (images, digest) }

    package var isEmpty: Bool { images.isEmpty }

    /// The names of its images; an image under several node agents has one.
    package var names: Set<ImageName> { Set(images.map(\.name)) }
}
