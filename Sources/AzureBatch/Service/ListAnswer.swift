package import Catalog
import Foundation

extension ListRequest {
    /// One page of the images, in their order and words.
    ///
    /// - Parameters:
    ///   - pageSize: at most so many a page, whatever the client asks for.
    ///   - base: the URL of the account, without a trailing slash.
    ///   - listing: names the images, for the token of the next page.
    package func page(of images: [Image], pageSize: Int, base: String, listing: String = "") -> ServiceAnswer {
        let matching = filter.map { filter in images.filter(filter.matches) } ?? images
        return page(of: matching, pageSize: pageSize, base: base, listing: listing) { $0.imageInformation($1) }
    }

    /// One page of what is listed and matches, in its order.
    package func page<Entry>(
        of entries: [Entry], pageSize: Int, base: String, listing: String = "",
        write: (inout JSONWriter, Entry) -> Void
    ) -> ServiceAnswer {
        let end = min(entries.count, offset + min(maxResults, pageSize))
        var writer = JSONWriter(capacity: 64 << 10)
        writer.object {
            $0.member("odata.metadata", "\(base)/$metadata#\(operation.rawValue)")
            $0.key("value")
            $0.array {
                for entry in entries[min(offset, end)..<end] { write(&$0, entry) }
            }
            if end < entries.count {
                $0.member("odata.nextLink", nextLink(base: base, token: Self.token(end, of: listing)))
            }
        }
        return ServiceAnswer(
            status: 200, headers: [("Content-Type", ServiceAnswer.contentType)], body: writer.bytes)
    }

    private func nextLink(base: String, token: String) -> String {
        let parameters = [
            "$skiptoken=\(token)", "api-version=\(apiVersion)", filterText.map { "$filter=\($0.percentEncoded)" },
            select.map { "$select=\($0.percentEncoded)" }, "maxresults=\(maxResults)", timeout.map { "timeout=\($0)" },
        ]
        return "\(base)/\(operation.rawValue)?\(parameters.compactMap(\.self).joined(separator: "&"))"
    }
}

extension JSONWriter {
    /// An image as the service writes it; what is absent stays absent.
    package mutating func imageInformation(_ image: Image) {
        object {
            $0.member("nodeAgentSKUId", image.nodeAgentSKUId)
            $0.key("imageReference")
            $0.object {
                $0.member("publisher", image.reference.publisher)
                $0.member("offer", image.reference.offer)
                $0.member("sku", image.reference.sku)
                $0.member("version", image.reference.version)
                $0.member("virtualMachineImageId", image.reference.virtualMachineImageId)
                $0.member("sharedGalleryImageId", image.reference.sharedGalleryImageId)
                $0.member("communityGalleryImageId", image.reference.communityGalleryImageId)
                $0.member("exactVersion", image.reference.exactVersion)
            }
            $0.member("osType", image.osType)
            $0.member("verificationType", image.verificationType)
            $0.member("capabilities", image.capabilities)
            $0.member("batchSupportEndOfLife", image.endOfLife?.text)
        }
    }
}
