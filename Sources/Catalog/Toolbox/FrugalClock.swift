import Dispatch
import Synchronization

/// The continuous clock, whose sleep leaves nothing behind when it is cancelled.
///
/// The standard library's keeps a task and its timer until the deadline would have come. A sync cancels several sleeps
/// (its time limits, and the wait for the next sync when somebody asks for one): with thousands of accounts, what they
/// left was most of the memory, and grew with each round.
package struct FrugalClock: Clock {
    package typealias Instant = ContinuousClock.Instant

    package init() {}

    package var now: Instant { ContinuousClock.now }
    package var minimumResolution: Duration { ContinuousClock().minimumResolution }

    /// - Throws: `CancellationError`.
    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await FrugalSleep(until: deadline).run()
    }
}

/// One sleep and its timer.
final class FrugalSleep: Sendable {
    private struct State {
        var isOver = false
        var sleeper: CheckedContinuation<Void, Never>?
        var timer: (any DispatchSourceTimer)?
    }

    private let state = Mutex(State())
    private let deadline: ContinuousClock.Instant

    /// The timer stands still while the machine is suspended, the clock does not: it is looked at so often.
    private static let longestWait = Duration.seconds(600)

    init(until deadline: ContinuousClock.Instant) { self.deadline = deadline }

    var isWaiting: Bool { state.withLock { $0.timer != nil } }

    /// Returns at the deadline.
    ///
    /// - Throws: `CancellationError`.
    func run() async throws {
        await withTaskCancellationHandler {
            await withCheckedContinuation { begin($0) }
        } onCancel: {
            end()
        }
        try Task.checkCancellation()
    }

    private func begin(_ sleeper: CheckedContinuation<Void, Never>) {
        let isOver = state.withLock { state in
            if !state.isOver { state.sleeper = sleeper }
            return state.isOver
        }
        if isOver { sleeper.resume() } else { wait() }
    }

    /// Wakes the sleeper, and gives the timer up.
    private func end() {
        let sleeper = state.withLock { state in
            state.isOver = true
            state.timer?.cancel()
            state.timer = nil
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }

    private func wait() {
        let left = deadline - ContinuousClock.now
        guard left > .zero else { return end() }
        let (seconds, attoseconds) = min(left, Self.longestWait).components
        let nanoseconds = Int(attoseconds / 1_000_000_000) + 1
        state.withLock { state in
            guard !state.isOver else { return }
            state.timer?.cancel()
            let timer = DispatchSource.makeTimerSource()
            timer.setEventHandler { [self] in wait() }
            timer.schedule(deadline: .now() + .seconds(Int(seconds)) + .nanoseconds(nanoseconds))
            timer.activate()
            state.timer = timer
        }
    }
}
