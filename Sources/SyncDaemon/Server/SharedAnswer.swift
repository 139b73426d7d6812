import Catalog
import ControlAPI
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer whose bytes are at hand.
struct Answer: Sendable {
    var head: HTTPResponse
    let body: ByteBuffer

    init(_ status: HTTPResponse.Status, _ fields: HTTPFields, _ body: ByteBuffer = ByteBuffer()) {
        head = HTTPResponse(status: status, headerFields: fields)
        head.headerFields[Routes.versionHeader] = Batchimgd.version
        if status != .notModified { head.headerFields[.contentLength] = String(body.readableBytes) }
        self.body = body
    }
}

/// What was worked out for one request and answers others that ask the same, each by what its client has already.
protocol SharedAnswer: Sendable {
    /// Whether others may get it at all: no errors, and none that would take much memory.
    var isKept: Bool { get }

    /// Whether it is for this request too, whose target is the same.
    func suits(_ request: HTTPRequest) -> Bool

    func answer(to request: HTTPRequest) -> Answer
}

extension SharedAnswer {
    /// Larger ones, in bytes, are worked out anew each time.
    static var maximumKept: Int { 256 << 10 }
}

extension Response {
    init(_ answer: Answer) {
        self.init(
            status: answer.head.status, headers: answer.head.headerFields,
            body: answer.head.status == .notModified ? ResponseBody() : ResponseBody(byteBuffer: answer.body))
    }
}
