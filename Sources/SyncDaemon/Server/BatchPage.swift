import AzureBatch
import Catalog
import CatalogStore
import Foundation
import HTTPTypes
import NIOCore
import Synchronization

/// A page of the Batch operation, or the error that stands for one.
struct BatchPage: SharedAnswer {
    private let whole: Answer
    /// What clients may have already; `nil` for an error.
    private let standing: Standing?
    /// The id of an error, which its body names too; a page gets another each time it is sent.
    private let errorID: String?

    private struct Standing {
        let notModified: Answer
        let etag: String
        let catalog: AccountCatalog
        /// Where the client has asked: the page's links lead there.
        let authority: String?

        /// Whether the client has this page; a list of tags has the last word (RFC 9110, section 13.2.2).
        ///
        /// A catalog that came back has its old date: a date of what stood in between is not one of it.
        func isKnown(to request: HTTPRequest) -> Bool {
            guard let tags = request.headerFields[.ifNoneMatch] else {
                return request.headerFields[.ifModifiedSince].flatMap { UTCTime(httpDate: $0) }.map {
                    $0 == catalog.firstStored || $0 >= catalog.servedSince
                } ?? false
            }
            return EntityTag.isListed(etag, in: tags)
        }
    }

    init(_ page: ServiceAnswer, of catalog: AccountCatalog, etag: String, authority: String?) {
        let validators = [("ETag", etag), ("Last-Modified", catalog.firstStored.httpDate)]
        whole = Answer(page, validators)
        errorID = nil
        standing = Standing(
            notModified: Answer(ServiceAnswer(status: 304), validators), etag: etag, catalog: catalog,
            authority: authority)
    }

    init(error: ServiceAnswer, id: String) {
        whole = Answer(error)
        errorID = id
        standing = nil
    }

    /// What is sent to a client of which nothing is known.
    var plain: (status: Int, body: [UInt8]) { (whole.head.status.code, Array(whole.body.readableBytesView)) }

    var isKept: Bool { standing != nil && whole.body.readableBytes <= Self.maximumKept }

    func suits(_ request: HTTPRequest) -> Bool { standing?.authority == request.authority }

    func answer(to request: HTTPRequest) -> Answer {
        var answer = whole
        if let standing, standing.isKnown(to: request) { answer = standing.notModified }
        answer.head.headerFields.append(HTTPField(name: Self.requestID, value: errorID ?? Self.newID()))
        if request.headerFields[Self.returnClientRequestID]?.lowercased() == "true",
            let id = request.headerFields[Self.clientRequestID], id.utf8.count <= 100
        {
            answer.head.headerFields.append(HTTPField(name: Self.clientRequestID, value: id))
        }
        return answer
    }

    /// A UUID: what this process drew at its start, and a count.
    static func newID() -> String {
        let count = String(counted.add(1, ordering: .relaxed).newValue, radix: 16)
        return drawn + String(repeating: "0", count: max(0, 12 - count.utf8.count)) + count
    }

    private static let drawn = String(UUID().uuidString.lowercased().prefix(24))
    private static let counted = Atomic<UInt64>(0)

    private static let requestID = HTTPField.Name("request-id") ?? .server
    private static let clientRequestID = HTTPField.Name("client-request-id") ?? .server
    private static let returnClientRequestID = HTTPField.Name("return-client-request-id") ?? .server
}

extension Answer {
    fileprivate init(_ answer: ServiceAnswer, _ validators: [(String, String)] = []) {
        var fields = HTTPFields()
        let own = [("DataServiceVersion", "3.0"), ("Server", "batchimgd")]
        for (name, value) in answer.headers + own + validators {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        self.init(HTTPResponse.Status(code: answer.status), fields, ByteBuffer(bytes: answer.body))
    }
}
