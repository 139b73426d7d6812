import NIOConcurrencyHelpers

/// How many accounts are refreshed at once. A sync has a slot from its begin to its end, but for the time that it waits
/// for a slow answer, or to try again: a slow account must not delay another.
package final class RequestSlots: Sendable {
    typealias Continuation = CheckedContinuation<Void, any Error>

    private struct State {
        var free: Int
        var beginning = WaitingLine()
        /// Those that gave their slot back for a while go first: they hold pages, and the others nothing.
        var goingOn = WaitingLine()
    }

    private let state: NIOLockedValueBox<State>
    let patience: Duration
    let clock: any Clock<Duration>

    /// - Parameters:
    ///   - count: slots, at least 1.
    ///   - patience: how long a request may keep its slot.
    package init(count: Int, patience: Duration = .seconds(1), clock: any Clock<Duration>) {
        state = NIOLockedValueBox(State(free: count))
        (self.patience, self.clock) = (patience, clock)
    }

    /// One account's claim to a slot.
    package func slot() -> RequestSlot { RequestSlot(self) }

    /// Changes the number of slots; a smaller one takes effect as slots come back.
    package func resize(by difference: Int) {
        state.withLockedValue { $0.free += difference }
        grant()
    }

    /// Slots that nobody has; negative while more are held than there are.
    var free: Int { state.withLockedValue(\.free) }

    /// How many wait for one.
    var waiting: Int { state.withLockedValue { $0.goingOn.count + $0.beginning.count } }

    func join(_ continuation: Continuation, goesOn: Bool) -> WaitingLine.Place {
        state.withLockedValue { goesOn ? $0.goingOn.join(continuation) : $0.beginning.join(continuation) }
    }

    func leave(_ place: WaitingLine.Place, goesOn: Bool) {
        let left = state.withLockedValue { goesOn ? $0.goingOn.leave(place) : $0.beginning.leave(place) }
        left?.resume(throwing: CancellationError())
    }

    func release() {
        state.withLockedValue { $0.free += 1 }
        grant()
    }

    /// Lets the longest waiting go ahead, as many as there are slots.
    func grant() {
        while let next = state.withLockedValue({ state in
            guard state.free > 0, let next = state.goingOn.first() ?? state.beginning.first() else {
                return nil as Continuation?
            }
            state.free -= 1
            return next
        }) {
            next.resume()
        }
    }
}

/// Who came first is served first; whoever leaves the line makes nobody wait.
struct WaitingLine {
    typealias Place = Int

    private var waiting: [Place: RequestSlots.Continuation] = [:]
    private var head = 0
    private var end = 0

    var count: Int { waiting.count }

    mutating func join(_ continuation: RequestSlots.Continuation) -> Place {
        defer { end += 1 }
        waiting[end] = continuation
        return end
    }

    /// - Returns: `nil` when it was served, or has left before.
    mutating func leave(_ place: Place) -> RequestSlots.Continuation? { waiting.removeValue(forKey: place) }

    /// Takes the first out of the line.
    mutating func first() -> RequestSlots.Continuation? {
        while head < end {
            defer { head += 1 }
            if let next = waiting.removeValue(forKey: head) { return next }
        }
        return nil
    }
}
