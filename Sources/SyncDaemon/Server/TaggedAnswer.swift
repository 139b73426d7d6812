import AzureBatch
import Catalog
import HTTPTypes
import NIOCore
import QueryService

/// The bytes of an answer, with a strong ETag: of them, unless what answers knows better.
struct TaggedAnswer: SharedAnswer {
    private let tag: String
    /// Absent when whoever asked has it already.
    private let whole: Answer?
    private let notModified: Answer

    init(_ bytes: [UInt8]) { self.init(bytes, contentType: "application/json", tag: nil) }

    init(_ answer: RecordAnswer) { self.init(answer.bytes, contentType: answer.contentType, tag: answer.tag) }

    private init(_ bytes: [UInt8]?, contentType: String, tag: String?) {
        let tag = tag ?? "\"\(Digest(ofBytes: bytes ?? []).hex.prefix(32))\""
        self.tag = tag
        whole = bytes.map { Answer(.ok, [.contentType: contentType, .eTag: tag], ByteBuffer(bytes: $0)) }
        notModified = Answer(.notModified, [.eTag: tag])
    }

    var isKept: Bool { whole.map { $0.body.readableBytes <= Self.maximumKept } ?? false }

    /// A stream has the same target.
    func suits(_ request: HTTPRequest) -> Bool {
        !RecordStreams.areAsked(by: request)
    }

    static func isKnown(_ tag: String, to request: HTTPRequest) -> Bool {
        request.headerFields[.ifNoneMatch].map { EntityTag.isListed(tag, in: $0) } ?? false
    }

    func answer(to request: HTTPRequest) -> Answer {
        Self.isKnown(tag, to: request) ? notModified : whole ?? notModified
    }
}
