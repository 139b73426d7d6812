import Catalog
import NIOConcurrencyHelpers

/// How many requests are being answered at once. One that keeps the service thinking gives its slot back after a
/// while and goes on without: a slow account must not delay another.
package final class RequestSlots: Sendable {
    private struct State {
        var free: Int
        var waiting: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        var nextID = 0
    }

    private let state: NIOLockedValueBox<State>
    private let patience: Duration
    private let clock: any Clock<Duration>

    /// - Parameters:
    ///   - count: slots, at least 1.
    ///   - patience: how long a request may keep its slot.
    package init(count: Int, patience: Duration = .seconds(1), clock: any Clock<Duration> = FrugalClock()) {
        state = NIOLockedValueBox(State(free: count))
        self.patience = patience
        self.clock = clock
    }

    /// Runs a request once there is a slot for it.
    package func run<Result: Sendable>(
        _ request: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await acquire()
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { [self] in
                try? await clock.sleep(for: patience)
                release()
                return nil
            }
            group.addTask { try await request() }
            while let next = try await group.next() {
                guard let result = next else { continue }
                group.cancelAll()
                return result
            }
            throw CancellationError()
        }
    }

    /// Changes the number of slots; a smaller one takes effect as slots come back.
    package func resize(by difference: Int) {
        state.withLockedValue { $0.free += difference }
        grant()
    }

    private func acquire() async throws {
        let id = state.withLockedValue { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLockedValue { state in
                    if !Task.isCancelled { state.waiting.append((id, continuation)) }
                    return Task.isCancelled
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) } else { grant() }
            }
        } onCancel: {
            abandon(id)
        }
    }

    private func release() {
        state.withLockedValue { $0.free += 1 }
        grant()
    }

    private func abandon(_ id: Int) {
        let abandoned = state.withLockedValue { state in
            state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0).continuation }
        }
        abandoned?.resume(throwing: CancellationError())
    }

    /// Lets the longest waiting go ahead, as many as there are slots.
    private func grant() {
        let granted = state.withLockedValue { state in
            let count = max(0, min(state.free, state.waiting.count))
            state.free -= count
            defer { state.waiting.removeFirst(count) }
            return state.waiting.prefix(count).map(\.continuation)
        }
        for continuation in granted { continuation.resume() }
    }
}
