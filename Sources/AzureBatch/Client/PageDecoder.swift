package import Catalog
import Foundation

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
        if let type = answer.header("content-type")?.lowercased(), !type.hasPrefix("application/json") {
            throw .malformed("it is \(type.plainPrefix(60)), not JSON", answer)
        }
        let bytes = Digest(ofBytes: answer.body)
        if let stored, stored.bytes == bytes { return stored.again(with: answer.validators) }
        let body: Body
        do {
            body = try JSONDecoder().decode(Body.self, from: Data(answer.body))
        } catch {
            throw .malformed(describe(error), answer)
        }
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
            nextLink: body.nextLink.flatMap { $0.isEmpty ? nil : $0 })
    }

    private struct Body: Decodable {
        let value: [Entry]
        let nextLink: String?

        enum CodingKeys: String, CodingKey {
            case value
            case nextLink = "odata.nextLink"
        }
    }

    private struct Entry: Decodable {
        let nodeAgentSKUId: String
        let imageReference: Reference
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

    private struct Reference: Decodable {
        let publisher: String?
        let offer: String?
        let sku: String?
        let version: String?
        let virtualMachineImageId: String?
        let sharedGalleryImageId: String?
        let communityGalleryImageId: String?
        let exactVersion: String?

        var reference: ImageReference {
            ImageReference(
                publisher: publisher, offer: offer, sku: sku, version: version,
                virtualMachineImageId: virtualMachineImageId, sharedGalleryImageId: sharedGalleryImageId,
                communityGalleryImageId: communityGalleryImageId, exactVersion: exactVersion)
        }
    }

    private static func describe(_ error: any Error) -> String {
        func place(_ path: [any CodingKey]) -> String {
            let text = path.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
            return String(text.drop { $0 == "." }).plainPrefix(120)
        }
        return switch error as? DecodingError {
        case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context): "\(place(context.codingPath)) is of the wrong type"
        case .valueNotFound(_, let context): "\(place(context.codingPath)) is null"
        case .dataCorrupted, nil, .some: "it is not JSON"
        }
    }
}
