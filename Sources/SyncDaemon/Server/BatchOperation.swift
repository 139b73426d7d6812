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
            400, fault.code, fault.message, values: fault.values, requestID: BatchPage.newID(), now: .now
        ).body
    }

    /// The page that a request asks for, or why there is none.
    func page(_ request: Request) async throws -> BatchPage {
        try await page(
            query: request.uri.query ?? "", of: Self.account(ofPath: request.uri.path) ?? "",
            authority: request.head.authority)
    }

    /// - Parameter authority: where the client has asked; `nil` if it does not say.
    func page(query: String, of account: String, authority: String?) async throws -> BatchPage {
        let now = now()
        func refused(
            _ status: Int, _ code: String, _ message: String, _ values: [(key: String, value: String)] = [],
            headers: [(name: String, value: String)] = []
        ) -> BatchPage {
            let id = BatchPage.newID()
            var error = ServiceAnswer.error(status, code, message, values: values, requestID: id, now: now)
            error.headers += headers
            return BatchPage(error: error, id: id)
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
            return refused(
                503, "ServerBusy", "The server is currently unable to receive requests. Please retry your request.",
                headers: [("Retry-After", String(min(max(wait, 1), Self.longestRetry)))])
        }
        let digest = current.catalog.digest
        let base = "http://\(authority ?? "localhost")/accounts/\(account)"
        let answer = list.page(
            of: current.catalog.images, pageSize: list.maxResults, base: base, listing: digest.hex)
        return BatchPage(answer, of: current, etag: Self.etag(base, digest, list), authority: authority)
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
