import ControlAPI
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// A request whose body has not yet come whole: it is answered then, and only if the body is well-formed and short,
/// whatever its route makes of it.
struct HeldRequest {
    private let head: HTTPRequest
    private var body = ByteBuffer()

    /// Bytes of a body.
    static let longest = 64 << 10

    static let malformed = APIError(
        .badRequest, "cannot read the request's body: its chunks, or its length, are malformed, or it ends too early")

    private static let tooLong = APIError(
        .tooLarge, "cannot read the request's body: it is larger than \(longest >> 10) KiB")

    /// - Returns: `nil` for a request without a body.
    /// - Throws: for one whose body is too long, or of two lengths.
    init?(_ head: HTTPRequest) throws(APIError) {
        let isChunked = head.headerFields.contains(.transferEncoding)
        guard isChunked || head.headerFields.contains(.contentLength) else { return nil }
        guard !isChunked else {
            // With a length beside it, others on the way may see other requests (RFC 9112, section 6.3).
            guard !head.headerFields.contains(.contentLength),
                head.headerFields[.transferEncoding]?.lowercased() == "chunked"
            else { throw Self.malformed }
            self.head = head
            return
        }
        guard let length = head.headerFields[.contentLength].flatMap({ Int($0) }), length >= 0 else {
            throw Self.malformed
        }
        guard length <= Self.longest else { throw Self.tooLong }
        self.head = head
    }

    mutating func add(_ bytes: ByteBuffer) throws(APIError) {
        guard body.readableBytes + bytes.readableBytes <= Self.longest else { throw Self.tooLong }
        body.writeImmutableBuffer(bytes)
    }

    /// All but its end.
    var parts: [HTTPRequestPart] { body.readableBytes > 0 ? [.head(head), .body(body)] : [.head(head)] }
}
