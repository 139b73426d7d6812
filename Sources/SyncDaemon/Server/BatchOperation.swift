import AzureBatch
import Catalog
import CatalogStore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import QueryService

/// List Supported Images of an account, answered from the record as the service itself answers it.
struct BatchOperation: Sendable {
    private let store: Store
    private let now: @Sendable () -> UTCTime
    private let pages: AnswerCache<Reply>

    /// An answer before it is known what the client has.
    private struct Page {
        var answer: ServiceAnswer
        /// What stands for a page of a listing; `nil` for an error.
        var validators: Validators?
        var current: AccountCatalog?
    }

    /// The same as it is sent.
    private struct Reply: Sendable {
        let whole: Response
        /// To a client that has the page; `nil` for an error.
        let notModified: Response?
        let validators: Validators?
        let current: AccountCatalog?
        let size: Int

        init(_ page: Page) {
            var answer = page.answer
            var brief = ServiceAnswer(status: 304)
            for (name, value) in [("DataServiceVersion", "3.0"), ("Server", "batchimgd")] {
                answer.headers.append((name, value))
                brief.headers.append((name, value))
            }
            if let validators = page.validators {
                let own = [("ETag", validators.etag ?? ""), ("Last-Modified", validators.lastModified ?? "")]
                answer.headers += own
                brief.headers += own
            }
            whole = Response(answer)
            notModified = page.validators == nil ? nil : Response(brief)
            (validators, current, size) = (page.validators, page.current, answer.body.count)
        }

        func response(to request: Request) -> Response {
            guard let validators, let current, let notModified, request.has(validators, current) else { return whole }
            return notModified
        }
    }

    init(store: Store, now: @escaping @Sendable () -> UTCTime) {
        self.store = store
        self.now = now
        pages = AnswerCache(store: store, now: now) {
            $0.notModified != nil && $0.size <= TaggedAnswer.mostKept
        }
    }

    /// While there is no complete listing yet, clients are asked to come back after the next attempt, or at most
    /// after this many seconds.
    private static let longestRetry = 60

    static let path = "/accounts/{name}/supportedimages"

    /// Whether a path is this operation's, of whatever account.
    static func serves(_ path: String) -> Bool {
        path.hasPrefix("/accounts/") && path.hasSuffix("/supportedimages")
    }

    /// The account that a path of this operation names; `nil` for any other path.
    static func account(ofPath path: String) -> String? {
        guard serves(path) else { return nil }
        return path.dropFirst("/accounts/".count).dropLast("/supportedimages".count).removingPercentEncoding
    }

    /// The answer to a request that was not read to its end, as bytes.
    static func refusal(of parameter: String, _ reason: String) -> [UInt8] {
        let fault = ListRequest.Fault.invalid(parameter, reason)
        return ServiceAnswer.error(
            400, fault.code, fault.message, values: fault.values, requestID: UUID().uuidString.lowercased(), now: .now
        ).body
    }

    func answer(_ request: Request, account: String) async throws -> Response {
        let requestID = UUID().uuidString.lowercased()
        let authority = request.head.authority ?? "localhost"
        let reply = try await pages.answer(to: "\(authority) \(request.uri.string)") {
            Reply(
                try await page(
                    query: request.uri.query ?? "", of: account, authority: authority, requestID: requestID))
        }
        var response = reply.response(to: request)
        response.headers[Self.requestIDHeader] = requestID
        if request.headers[Self.returnClientRequestID]?.lowercased() == "true",
            let id = request.headers[Self.clientRequestID], id.utf8.count <= 100
        {
            response.headers[Self.clientRequestID] = id
        }
        return response
    }

    private static let requestIDHeader = HTTPField.Name("request-id") ?? .server
    private static let clientRequestID = HTTPField.Name("client-request-id") ?? .server
    private static let returnClientRequestID = HTTPField.Name("return-client-request-id") ?? .server

    /// The answer to a client of which nothing is known but its question.
    func answer(query: String, of account: String) async throws -> ServiceAnswer {
        try await page(query: query, of: account, authority: "localhost", requestID: "").answer
    }

    private func page(
        query: String, of account: String, authority: String, requestID: String
    ) async throws -> Page {
        let now = now()
        func refused(
            _ status: Int, _ code: String, _ message: String, _ values: [(key: String, value: String)] = []
        ) -> Page {
            Page(answer: .error(status, code, message, values: values, requestID: requestID, now: now))
        }
        let list: ListRequest
        do {
            list = try ListRequest(query: query)
        } catch {
            return refused(400, error.code, error.message, error.values)
        }
        let (known, current) = try await store.read { reader in
            let known = try reader.configuredAccounts().first { $0.name == account }
            guard known != nil, !list.listing.isEmpty else { return (known, try reader.catalog(of: account)) }
            // A walk goes on in the catalog in which it began.
            let digest = Digest(hex: list.listing)
            return (known, try digest.flatMap { try reader.catalog(of: account, digest: $0) })
        }
        guard let known else { return refused(404, "AccountNotFound", "The specified account does not exist.") }
        guard let current else {
            guard list.listing.isEmpty else {
                let fault = ListRequest.Fault.invalid("$skiptoken", "The account never had this listing: begin again.")
                return refused(400, fault.code, fault.message, fault.values)
            }
            let wait = known.nextAttempt.map { $0.duration(since: now).wholeSeconds } ?? Self.longestRetry
            var answer = refused(
                503, "ServerBusy", "The server is currently unable to receive requests. Please retry your request.")
            answer.answer.headers.append(("Retry-After", String(min(max(wait, 1), Self.longestRetry))))
            return answer
        }
        let digest = current.catalog.digest
        let base = "http://\(authority)/accounts/\(account)"
        let validators = Validators(
            etag: Self.etag(base, digest, list),
            lastModified: current.firstStored.httpDate)
        let answer = list.page(
            of: current.catalog.images, pageSize: list.maxResults, base: base, listing: digest.hex)
        return Page(answer: answer, validators: validators, current: current)
    }

    /// Another for every account, catalog, filter and page, and for what else a page's links repeat; however the query
    /// is spelt.
    ///
    /// - Parameter base: the account's URL, as the client knows it.
    private static func etag(_ base: String, _ catalog: Digest, _ list: ListRequest) -> String {
        let page = [String(list.offset), String(list.maxResults), list.apiVersion, list.timeout.map(String.init) ?? ""]
        return "\"0x\(Digest(of: [base, catalog.hex, list.filterText ?? ""] + page).hex.prefix(16).uppercased())\""
    }
}

extension Request {
    /// Whether the client has this answer; a list of tags has the last word (RFC 9110, section 13.2.2).
    ///
    /// A catalog that came back has its old date: a date of what stood in between is not one of it.
    fileprivate func has(_ validators: Validators, _ current: AccountCatalog) -> Bool {
        guard let tags = headers[.ifNoneMatch] else {
            return headers[.ifModifiedSince].flatMap { UTCTime(httpDate: $0) }.map {
                $0 == current.firstStored || $0 >= current.servedSince
            } ?? false
        }
        return EntityTag.isListed(validators.etag ?? "", in: tags)
    }
}

extension Response {
    fileprivate init(_ answer: ServiceAnswer) {
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        let body = answer.status == 304 ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        self.init(status: HTTPResponse.Status(code: answer.status), headers: headers, body: body)
    }
}
