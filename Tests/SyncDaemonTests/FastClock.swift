import Foundation

/// A clock on which twenty seconds pass in one: retries and time limits are those of the daemon, only sooner over.
/// Sanitizers make the daemon slow: fewer pass then.
struct FastClock: Clock {
    typealias Instant = ContinuousClock.Instant

    private static let factor = ProcessInfo.processInfo.environment["BATCHIMGD_SANITIZED"] == nil ? 20 : 1
    private let start = ContinuousClock.now

    var now: Instant { start + (ContinuousClock.now - start) * Self.factor }
    var minimumResolution: Duration { .milliseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await ContinuousClock().sleep(for: (deadline - now) / Self.factor)
    }
}
