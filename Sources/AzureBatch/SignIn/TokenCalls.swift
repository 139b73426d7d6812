import Catalog
import Foundation

/// Requests for tokens: short, bounded, and along one way out.
struct TokenCalls: Sendable {
    let transport: HTTPTransport
    let clock: any Clock<Duration>
    let now: @Sendable () -> UTCTime

    /// No answer with a token is larger, or takes longer.
    private static let maximumBytes = 64 << 10
    private static let limit = Duration.seconds(30)

    func get(_ url: String, headers: [(name: String, value: String)]) async throws(UpstreamError) -> HTTPAnswer {
        try await send("GET", url, headers, body: nil)
    }

    func post(_ url: String, form: [(String, String)]) async throws(UpstreamError) -> HTTPAnswer {
        let body = form.map { "\($0.percentEncoded)=\($1.percentEncoded)" }.joined(separator: "&")
        return try await send(
            "POST", url, [("Content-Type", "application/x-www-form-urlencoded")], body: Array(body.utf8))
    }

    private func send(
        _ method: String, _ url: String, _ headers: [(name: String, value: String)], body: [UInt8]?
    ) async throws(UpstreamError) -> HTTPAnswer {
        let common = [
            ("Accept", "application/json"), ("User-Agent", "batchimgd"),
            ("client-request-id", UUID().uuidString.lowercased()),
        ]
        do throws(UpstreamError) {
            return try await transport.send(
                method, url, headers: common + headers, body: body, maximumBytes: Self.maximumBytes, within: Self.limit,
                clock: clock)
        } catch {
            guard error.code != UpstreamError.cancelled.code else { throw error }
            let host = URLComponents(string: url).flatMap(\.host) ?? ""
            throw UpstreamError(
                code: error.code,
                message: "cannot sign in: no answer from \(host): "
                    + error.message.trimmingPrefix("cannot reach the service: "),
                remedy: "check the network, the proxy and 'authority'", isTransient: error.isTransient)
        }
    }
}
