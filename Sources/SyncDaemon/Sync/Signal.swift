import NIOConcurrencyHelpers

/// Something that one task waits for and others raise; stays raised until it is lowered.
final class Signal: Sendable {
    private struct State {
        var isRaised = false
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextID = 0
    }

    private let state = NIOLockedValueBox(State())

    var isRaised: Bool { state.withLockedValue(\.isRaised) }

    func raise() {
        let waiting = state.withLockedValue { state in
            state.isRaised = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume() }
    }

    func lower() {
        state.withLockedValue { $0.isRaised = false }
    }

    /// Returns when the signal is raised, or the task is cancelled.
    func wait() async {
        let id = state.withLockedValue { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLockedValue { state in
                    let isOver = state.isRaised || Task.isCancelled
                    if !isOver { state.waiting[id] = continuation }
                    return isOver
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLockedValue { $0.waiting.removeValue(forKey: id) }?.resume()
        }
    }
}
