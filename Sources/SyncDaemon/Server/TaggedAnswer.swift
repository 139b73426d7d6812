import AzureBatch
import Catalog
import HTTPTypes
import NIOCore

/// The bytes of an answer, with a strong ETag of them.
struct TaggedAnswer: SharedAnswer {
    private let tag: String
    private let whole: Answer
    private let notModified: Answer

    init(_ bytes: [UInt8]) {
        tag = "\"\(Digest(ofBytes: bytes).hex.prefix(32))\""
        whole = Answer(.ok, [.contentType: "application/json", .eTag: tag], ByteBuffer(bytes: bytes))
        notModified = Answer(.notModified, [.eTag: tag])
    }

    var isKept: Bool { whole.body.readableBytes <= Self.maximumKept }

    /// A stream has the same target.
    func suits(_ request: HTTPRequest) -> Bool {
        !RecordStreams.areAsked(by: request)
    }

    func answer(to request: HTTPRequest) -> Answer {
        let isKnown = request.headerFields[.ifNoneMatch].map { EntityTag.isListed(tag, in: $0) } ?? false
        return isKnown ? notModified : whole
    }
}
