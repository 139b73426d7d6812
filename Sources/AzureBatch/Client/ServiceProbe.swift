package import Catalog

/// A request without credentials: whether the service is there, and what time it has.
package struct ServiceProbe: Sendable {
    private let endpoint: String
    private let transport: HTTPTransport
    private let clock: any Clock<Duration>

    private static let limit = Duration.seconds(20)

    package init(endpoint: String, transport: HTTPTransport, clock: any Clock<Duration>) {
        (self.endpoint, self.transport, self.clock) = (endpoint, transport, clock)
    }

    /// - Returns: the `Date` of whatever answer came; `nil` when it has none.
    package func date() async throws(UpstreamError) -> UTCTime? {
        let answer = try await transport.send(
            "\(endpoint)/supportedimages", headers: [("User-Agent", "batchimgd")], maximumBytes: 1 << 20,
            within: Self.limit, clock: clock)
        return answer.header("date").flatMap(UTCTime.init(httpDate:))
    }
}
