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

    /// - Parameter form: what is posted; `nil` to get.
    func send(
        _ url: String, headers: [(name: String, value: String)] = [], form: [(String, String)]? = nil
    ) async throws(UpstreamError) -> HTTPAnswer {
        let common = [
            ("Accept", "application/json"), ("User-Agent", "batchimgd"),
            ("client-request-id", UUID().uuidString.lowercased()),
        ]
        let type = form == nil ? [] : [("Content-Type", "application/x-www-form-urlencoded")]
        let body = form?.map { "\($0.percentEncoded)=\($1.percentEncoded)" }.joined(separator: "&")
        do throws(UpstreamError) {
            return try await transport.send(
                url, method: form == nil ? "GET" : "POST", headers: common + type + headers,
                body: body.map { Array($0.utf8) }, maximumBytes: Self.maximumBytes, within: Self.limit, clock: clock)
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
