package import Catalog

/// Reads the body of a page as the service sends it; unknown fields are disregarded, unknown values kept.
package enum PageDecoder {
    /// Reads a page, unless it came in the very bytes that the record's was read from. When other things are read from
    /// the same bytes one day, a migration has to forget those digests.
    ///
    /// - Parameter stored: the page as the record has it.
    /// - Throws: `UpstreamError` that says what is wrong and where.
    package static func page(
        _ answer: HTTPAnswer, url: String, stored: ListingPage? = nil
    ) throws(UpstreamError) -> ListingPage {
        try answer.checkIsJSON()
        let bytes = Digest(ofBytes: answer.body)
        if let stored, stored.bytes == bytes { return stored.again(with: answer.validators) }
        let body: PageBody<Entry> = try PageBody(answer)
        var images: [Image] = []
        images.reserveCapacity(body.value.count)
        for (position, entry) in body.value.enumerated() {
            guard let image = entry.image else {
                throw .malformed(
                    "value[\(position)].batchSupportEndOfLife is no date: "
                        + "'\((entry.batchSupportEndOfLife ?? "").plainPrefix(60))'", answer)
            }
            guard image.reference.isComplete else {
                throw .malformed(
                    "value[\(position)].imageReference names no image: it lacks publisher, offer or sku", answer)
            }
            images.append(image)
        }
        return ListingPage(
            url: url, validators: answer.validators, bytes: bytes, images: images,
            nextLink: body.nextLink)
    }

    private struct Entry: Decodable {
        let nodeAgentSKUId: String
        let imageReference: ReferenceBody
        let osType: String
        let verificationType: String
        let capabilities: [String]?
        let batchSupportEndOfLife: String?

        /// `nil` when the date cannot be read.
        var image: Image? {
            let endOfLife = batchSupportEndOfLife.flatMap { EndOfLife($0) }
            guard (batchSupportEndOfLife == nil) == (endOfLife == nil) else { return nil }
            return Image(
                reference: imageReference.reference, nodeAgentSKUId: nodeAgentSKUId, osType: osType,
                verificationType: verificationType, capabilities: capabilities, endOfLife: endOfLife)
        }
    }
}
