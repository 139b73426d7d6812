import NIOConcurrencyHelpers

/// One account's claim to a slot: waiting for it costs nothing else.
package final class RequestSlot: Sendable {
    private struct State {
        var isHeld = false
        /// Whether the sync has had it before.
        var hasBegun = false
        var isClosed = false
        var place: WaitingLine.Place?
    }

    private let slots: RequestSlots
    private let state = NIOLockedValueBox(State())

    init(_ slots: RequestSlots) { self.slots = slots }

    /// Returns once it holds a slot.
    ///
    /// - Throws: `CancellationError`, also when it was closed.
    package func take() async throws {
        let (isHeld, hasBegun) = state.withLockedValue { ($0.isHeld, $0.hasBegun) }
        if isHeld { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let place = slots.join(continuation, goesOn: hasBegun)
                let isClosed = state.withLockedValue { state in
                    state.place = place
                    return state.isClosed
                }
                if isClosed || Task.isCancelled { slots.leave(place, goesOn: hasBegun) } else { slots.grant() }
            }
        } onCancel: {
            leave()
        }
        state.withLockedValue { ($0.isHeld, $0.hasBegun, $0.place) = (true, true, nil) }
    }

    /// Runs a request with a slot, which it gives back when it takes long.
    func run<Result: Sendable>(_ request: () async throws -> Result) async throws -> Result {
        try await take()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                try await slots.clock.sleep(for: slots.patience)
                pause()
            }
            defer { group.cancelAll() }
            return try await request()
        }
    }

    /// Gives the slot back until it is taken again.
    package func pause() {
        let wasHeld = state.withLockedValue { state in
            defer { state.isHeld = false }
            return state.isHeld
        }
        if wasHeld { slots.release() }
    }

    /// Gives the slot back: the sync is over.
    package func end() {
        state.withLockedValue { $0.hasBegun = false }
        pause()
    }

    /// Ends the waiting for a slot, now and for good.
    package func close() {
        state.withLockedValue { $0.isClosed = true }
        leave()
    }

    private func leave() {
        let (place, hasBegun) = state.withLockedValue { ($0.place, $0.hasBegun) }
        if let place { slots.leave(place, goesOn: hasBegun) }
    }
}
