package import Catalog

/// A listing in a file: what `az batch pool supported-images list -o json` prints, or the operation itself answers.
package enum SupportedImages {
    /// - Returns: `nil` when it is none.
    /// - Throws: for JSON that is broken.
    package static func read(_ bytes: [UInt8]) throws(JSONDocument.Failure) -> [Image]? {
        var images: [Image] = []
        for value in try JSONDocument.read(bytes) {
            let list = value.isObject ? value.member("value") : value
            guard case .array(let elements)? = list?.value else { return nil }
            for element in elements {
                guard let image = image(element) else { return nil }
                images.append(image)
            }
        }
        return images
    }

    private static func image(_ node: JSONNode) -> Image? {
        guard let reference = node.member("imagereference"), let agent = node.member("nodeagentskuid")?.string else {
            return nil
        }
        func text(_ key: String) -> String? { reference.member(key)?.string }
        return Image(
            reference: ImageReference(
                publisher: text("publisher"), offer: text("offer"), sku: text("sku"), version: text("version"),
                virtualMachineImageId: text("virtualmachineimageid"),
                sharedGalleryImageId: text("sharedgalleryimageid"),
                communityGalleryImageId: text("communitygalleryimageid"), exactVersion: text("exactversion")),
            nodeAgentSKUId: agent, osType: node.member("ostype")?.string ?? "",
            verificationType: node.member("verificationtype")?.string ?? "",
            capabilities: node.member("capabilities")?.elements.compactMap(\.string),
            endOfLife: (node.member("batchsupportendoflife") ?? node.member("supportenddate"))?.string
                .flatMap { EndOfLife($0) })
    }
}
