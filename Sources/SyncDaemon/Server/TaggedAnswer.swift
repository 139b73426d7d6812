import AzureBatch
import Catalog
import HTTPTypes
import Hummingbird
import NIOCore

/// The bytes of an answer, with a strong ETag of them.
struct TaggedAnswer: Sendable {
    private let body: ByteBuffer
    private let tag: String

    init(_ bytes: [UInt8]) {
        body = ByteBuffer(bytes: bytes)
        tag = "\"\(Digest(ofBytes: bytes).hex.prefix(32))\""
    }

    /// Larger ones are worked out anew each time.
    static let mostKept = 256 << 10

    var isKept: Bool { body.readableBytes <= Self.mostKept }

    /// The answer, or 304 when the client has it.
    func response(to request: Request) -> Response {
        let isKnown = request.headers[.ifNoneMatch].map { EntityTag.isListed(tag, in: $0) } ?? false
        var response =
            isKnown
            ? Response(status: .notModified)
            : Response(
                status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: body))
        response.headers[.eTag] = tag
        return response
    }
}
