import Catalog
import Foundation

/// The body of a page, whatever is listed: only what an entry names is read, and nothing else is kept.
struct PageBody<Entry: Decodable>: Decodable {
    let value: [Entry]
    /// The next page's URL, byte for byte; absent on the last.
    let nextLink: String?

    private enum CodingKeys: String, CodingKey {
        case value
        case nextLink = "odata.nextLink"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        value = try container.decode([Entry].self, forKey: .value)
        nextLink = try container.decodeIfPresent(String.self, forKey: .nextLink).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// - Throws: `UpstreamError` that says what is wrong and where, and quotes nothing of the body.
    init(_ answer: HTTPAnswer) throws(UpstreamError) {
        try answer.checkIsJSON()
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(answer.body))
        } catch {
            throw .malformed(Self.describe(error), answer)
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

extension HTTPAnswer {
    /// Whether it is said to be JSON at all.
    func checkIsJSON() throws(UpstreamError) {
        if let type = header("content-type")?.lowercased(), !type.hasPrefix("application/json") {
            throw .malformed("it is \(type.plainPrefix(60)), not JSON", self)
        }
    }
}

/// An image's reference as the service writes it.
struct ReferenceBody: Decodable {
    private let publisher: String?
    private let offer: String?
    private let sku: String?
    private let version: String?
    private let virtualMachineImageId: String?
    private let sharedGalleryImageId: String?
    private let communityGalleryImageId: String?
    private let exactVersion: String?

    var reference: ImageReference {
        ImageReference(
            publisher: publisher, offer: offer, sku: sku, version: version,
            virtualMachineImageId: virtualMachineImageId, sharedGalleryImageId: sharedGalleryImageId,
            communityGalleryImageId: communityGalleryImageId, exactVersion: exactVersion)
    }
}
