/// A clock on which seconds pass faster: retries and time limits are those of the daemon, only sooner over.
struct FastClock: Clock {
    typealias Instant = ContinuousClock.Instant

    /// How many seconds pass in one.
    let factor: Int
    private let start = ContinuousClock.now

    init(factor: Int) {
        self.factor = factor
    }

    var now: Instant { start + (ContinuousClock.now - start) * factor }
    var minimumResolution: Duration { .milliseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await ContinuousClock().sleep(for: (deadline - now) / factor)
    }
}
