import Synchronization

/// A clock on which seconds pass faster: retries and time limits are those of the daemon, only sooner over.
///
/// Its time is a count of short pauses, so that on a busy machine, where what is waited for takes longer, time does too.
package final class FastClock: Clock {
    package typealias Instant = ContinuousClock.Instant

    private let start = ContinuousClock.now
    private let passed = Mutex(Duration.zero)
    private static let step = Duration.milliseconds(2)

    /// - Parameter factor: how many seconds pass in one.
    package init(factor: Int) {
        Task { [weak self] in
            while let self {
                try await ContinuousClock().sleep(for: Self.step)
                passed.withLock { $0 += Self.step * factor }
            }
        }
    }

    /// Since it was made.
    package var elapsed: Duration { passed.withLock(\.self) }

    package var now: Instant { start + elapsed }
    package var minimumResolution: Duration { .milliseconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        while now < deadline { try await ContinuousClock().sleep(for: Self.step) }
    }
}
