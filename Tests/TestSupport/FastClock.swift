import Foundation
import Synchronization

/// A clock on which seconds pass faster: retries and time limits are those of the daemon, only sooner over.
///
/// Its time is a count of short pauses, so that on a busy machine, where what is waited for takes longer, time does too.
package final class FastClock: Clock {
    package typealias Instant = ContinuousClock.Instant

    private let start = ContinuousClock.now
    /// In milliseconds.
    private let passed = Atomic(0)
    private static let step = 2

    /// Sanitizers make what is tested slow: time passes as it does then.
    package static let usualFactor = ProcessInfo.processInfo.environment["BATCHIMGD_SANITIZED"] == nil ? 10 : 1

    /// - Parameter factor: how many seconds pass in one.
    package init(factor: Int) {
        Task { [weak self] in
            while let self {
                try await Self.pause()
                passed.add(Self.step * factor, ordering: .relaxed)
            }
        }
    }

    private static func pause() async throws { try await ContinuousClock().sleep(for: .milliseconds(step)) }

    /// Since it was made.
    package var elapsed: Duration { .milliseconds(passed.load(ordering: .relaxed)) }

    package var now: Instant { start + elapsed }
    package var minimumResolution: Duration { .milliseconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        while now < deadline { try await Self.pause() }
    }
}
