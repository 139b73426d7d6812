/// A clock on which seconds pass faster: retries and time limits are those of the daemon, only sooner over.
///
/// A pause is made of many short ones, so that on a busy machine, where what is waited for takes longer, it does too.
package struct FastClock: Clock {
    package typealias Instant = ContinuousClock.Instant

    /// How many seconds pass in one.
    let factor: Int
    private let start = ContinuousClock.now
    private static let step = Duration.milliseconds(2)

    package init(factor: Int) { self.factor = factor }

    package var now: Instant { start + (ContinuousClock.now - start) * factor }
    package var minimumResolution: Duration { .milliseconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        var rest = (deadline - now) / factor
        while rest > .zero {
            try await ContinuousClock().sleep(for: min(rest, Self.step))
            rest -= Self.step
        }
    }
}
