/// Work that must not overlap, although it waits in between: one after the other.
actor Turns {
    // Whether somebody is at work, and who waits for that.
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take(_ work: @Sendable () async throws -> Void) async throws {
        if isTaken {
            await withCheckedContinuation { waiting.append($0) }
        } else {
            isTaken = true
        }
        defer { if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() } }
        try await work()
    }
}
