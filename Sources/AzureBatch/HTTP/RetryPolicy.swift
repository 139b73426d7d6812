/// When and how often a request is tried again.
struct RetryPolicy: Sendable {
    static let maximumAttempts = 4
    /// A `Retry-After` beyond this ends the sync.
    static let longestRetryAfter = Duration.seconds(60)

    /// The wait before the next attempt: what the service asks for, else exponential with full jitter.
    ///
    /// - Parameter attempt: how many attempts were made, from 1.
    /// - Returns: `nil` when the request is not to be tried again.
    static func delay(after error: UpstreamError, attempt: Int) -> Duration? {
        guard error.isTransient, attempt < maximumAttempts else { return nil }
        if let retryAfter = error.retryAfter { return retryAfter <= longestRetryAfter ? retryAfter : nil }
        return .milliseconds(Int.random(in: 0...min(30_000, 1000 << attempt)))
    }
}
