import AzureBatch
import Catalog

/// The page decoder: refuses or reads, and what it read says the same once written and read again.
enum FuzzedPage {
    static func check(_ bytes: UnsafeBufferPointer<UInt8>) -> CInt {
        guard let page = try? decode(Array(bytes)) else { return 0 }
        var writer = JSONWriter()
        writer.object {
            $0.key("value")
            $0.array {
                for image in page.images ?? [] { $0.imageInformation(image) }
            }
        }
        let again = try? decode(writer.bytes)
        precondition(again?.images == page.images, "the page reads otherwise once it was written")
        return 0
    }

    private static func decode(_ body: [UInt8]) throws -> ListingPage {
        try PageDecoder.page(HTTPAnswer(status: 200, headers: [], body: body), url: "https://x")
    }
}
