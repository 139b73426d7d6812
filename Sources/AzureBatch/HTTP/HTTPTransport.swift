package import AsyncHTTPClient
package import Catalog
import Foundation
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import NIOSSL

/// One way out to the network: a proxy and trust anchors, with its pool of connections.
package struct HTTPTransport: Sendable {
    private let client: HTTPClient
    /// Kept for as long as somebody may send a request.
    private let owner: (any AnyObject & Sendable)?

    /// - Parameter owner: closes the client once nobody keeps it.
    package init(_ client: HTTPClient, keeping owner: (any AnyObject & Sendable)? = nil) {
        (self.client, self.owner) = (client, owner)
    }

    /// Of a listing's pages, unpacked.
    package static let maximumBytes = 64 << 20

    /// What every client of the service is made with: no redirect is followed, and an answer that unpacks to more
    /// than a listing may have is refused.
    package static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(10), read: .seconds(45)),
            decompression: .enabled(limit: .size(maximumBytes)))
        // A refused connection is an answer; our own retries come after a pause.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Each account has at most one request under way; those that wait must not keep a connection from others.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 10_000
        configuration.httpVersion = .http1Only
        return configuration
    }

    /// Sends a request and takes its answer.
    ///
    /// - Parameters:
    ///   - maximumBytes: bound of the answer's body; `nil`: what it says beyond its head is of no interest.
    ///   - limit: bound of the whole exchange, from connecting to the last byte.
    package func send(
        _ url: String, method: String = "GET", headers: [(name: String, value: String)], body: [UInt8]? = nil,
        maximumBytes: Int?, within limit: Duration, clock: any Clock<Duration>
    ) async throws(UpstreamError) -> HTTPAnswer {
        // The client would end the program.
        guard URLComponents(string: url)?.hasUsablePort ?? true else { throw .unusablePort }
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        if let body { request.body = .bytes(body) }
        for header in headers { request.headers.add(name: header.name, value: header.value) }
        do {
            return try await withTimeLimit(limit, clock: clock) { [request] in
                let response = try await client.execute(request, timeout: TimeAmount(limit))
                var content: [UInt8] = []
                if let maximumBytes {
                    content = Array(try await response.body.collect(upTo: maximumBytes).readableBytesView)
                }
                return HTTPAnswer(
                    status: Int(response.status.code),
                    headers: response.headers.map { ($0.name, $0.value) }, body: content)
            }
        } catch {
            throw Self.failure(error, limit)
        }
    }

    private static func failure(_ error: any Error, _ limit: Duration) -> UpstreamError {
        let reason = String(describing: error).plainPrefix(300)
        switch error {
        case is TimeLimitExceeded: return .timedOut(after: limit)
        case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout:
            return .timedOut(after: limit)
        case is NIOTooManyBytesError, NIOHTTPDecompression.DecompressionError.limit: return .tooLarge
        case is CancellationError: return .cancelled
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: return .untrusted(reason)
        case let error as HTTPClientError where error == .proxyAuthenticationRequired: return .refusedByProxy
        case let error as HTTPClientError where error == .tlsHandshakeTimeout: return .untrusted(reason)
        case let error as NIOConnectionError where error.connectionErrors.isEmpty: return .unresolved(error.host)
        default: return .unreachable(reason)
        }
    }
}

/// An answer of the service, whole.
package struct HTTPAnswer: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }

    /// The first value of a header, whatever its case.
    package func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }

    var requestID: String? { header("request-id")?.plainPrefix(100) }

    var validators: Validators { Validators(etag: header("etag"), lastModified: header("last-modified")) }

    /// How long the service asks to be left alone, in whichever of its notations.
    package func retryAfter(now: UTCTime) -> Duration? {
        let milliseconds = ["retry-after-ms", "x-ms-retry-after-ms"].lazy.compactMap { header($0) }
            .compactMap { RetryAfter.duration($0, unit: .milliseconds(1)) }.first
        return milliseconds ?? header("retry-after").flatMap { RetryAfter.duration($0, now: now) }
    }
}
