/// Work that did not end in time.
package struct TimeLimitExceeded: Error {
    package init() {}
}

/// Runs work that is cancelled when it takes longer than the limit.
///
/// - Throws: `TimeLimitExceeded`, or what the work throws.
package func withTimeLimit<Result: Sendable>(
    _ limit: Duration, clock: any Clock<Duration>, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await clock.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let result = first else { throw TimeLimitExceeded() }
        return result
    }
}
