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
    let store: Store
    let now: @Sendable () -> UTCTime

    /// Clients are asked to come back after this many seconds while there is no complete listing yet.
    private static let retryAfter = "60"

    static let path = "/accounts/{name}/supportedimages"

    /// Whether a path is this operation's, of whatever account.
    static func serves(_ path: String) -> Bool {
        path.hasPrefix("/accounts/") && path.hasSuffix("/supportedimages")
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
        var answer = try await answer(request, account: account, requestID: requestID)
        answer.headers += [("request-id", requestID), ("DataServiceVersion", "3.0"), ("Server", "batchimgd")]
        if request.header("return-client-request-id")?.lowercased() == "true",
            let id = request.header("client-request-id"), id.utf8.count <= 100
        {
            answer.headers.append(("client-request-id", id))
        }
        return Response(answer)
    }

    private func answer(_ request: Request, account: String, requestID: String) async throws -> ServiceAnswer {
        let now = now()
        func refused(
            _ status: Int, _ code: String, _ message: String, _ values: [(key: String, value: String)] = []
        ) -> ServiceAnswer {
            .error(status, code, message, values: values, requestID: requestID, now: now)
        }
        let list: ListRequest
        do {
            list = try ListRequest(query: request.uri.query ?? "")
        } catch {
            return refused(400, error.code, error.message, error.values)
        }
        let (isKnown, current) = try await store.read { reader in
            let isKnown = try reader.configuredAccounts().contains { $0.name == account }
            return (isKnown, isKnown ? try reader.catalog(of: account) : nil)
        }
        guard isKnown else { return refused(404, "AccountNotFound", "The specified account does not exist.") }
        guard let current else {
            var answer = refused(
                503, "ServerBusy", "The server is currently unable to receive requests. Please retry your request.")
            answer.headers.append(("Retry-After", Self.retryAfter))
            return answer
        }
        let base = "http://\(request.head.authority ?? "localhost")/accounts/\(account)"
        let validators = Validators(
            etag: Self.etag(account, current.catalog, request.uri.query ?? ""),
            lastModified: current.firstStored.httpDate)
        var answer =
            request.has(validators, current)
            ? ServiceAnswer(status: 304)
            : list.page(of: current.catalog.images, pageSize: list.maxResults, base: base)
        answer.headers += [("ETag", validators.etag ?? ""), ("Last-Modified", validators.lastModified ?? "")]
        return answer
    }

    /// Another for every account, catalog, filter and page: the query says the last two.
    private static func etag(_ account: String, _ catalog: ImageCatalog, _ query: String) -> String {
        let digest = Digest(of: [account, catalog.digest.bytes.map { String($0, radix: 16) }.joined(), query])
        let text = digest.bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
        return "\"0x\(text.joined())\""
    }
}

extension Request {
    fileprivate func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }

    /// Whether the client has this answer; a list of tags has the last word (RFC 9110, section 13.2.2).
    ///
    /// A catalog that came back has its old date: a date of what stood in between is not one of it.
    fileprivate func has(_ validators: Validators, _ current: AccountCatalog) -> Bool {
        guard let tags = headers[.ifNoneMatch] else {
            return headers[.ifModifiedSince].flatMap { UTCTime(httpDate: $0) }.map {
                $0 == current.firstStored || $0 >= current.servedSince
            } ?? false
        }
        return tags.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.contains {
            $0 == "*" || $0 == validators.etag || $0 == "W/\(validators.etag ?? "")"
        }
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
