import Testing

@testable import Catalog

@Suite(.timeLimit(.minutes(1))) struct FrugalClockTests {
    private let clock = FrugalClock()

    @Test func `wakes at its time, not before`() async throws {
        let deadline = clock.now + .milliseconds(20)
        try await clock.sleep(until: deadline, tolerance: nil)
        #expect(clock.now >= deadline)
    }

    @Test func `does not sleep until a time that has come`() async throws {
        try await clock.sleep(until: clock.now - .seconds(1), tolerance: nil)
    }

    @Test func `wakes when it is cancelled, whether it sleeps already or not yet`() async throws {
        for delay in [Duration.zero, .milliseconds(5)] {
            let sleeper = Task { [clock] in try await clock.sleep(for: .seconds(86_400)) }
            try await Task.sleep(for: delay)
            sleeper.cancel()
            await #expect(throws: CancellationError.self) { try await sleeper.value }
        }
    }

    @Test func `leaves nothing behind when it is cancelled long before its time`() async throws {
        var sleep: FrugalSleep? = FrugalSleep(until: clock.now + .seconds(86_400))
        weak let left = sleep
        let sleeper = Task { [sleep] in try await sleep?.run() }
        sleep = nil
        // Cancelled once it sleeps: by then it has its timer.
        while left?.isWaiting == false { await Task.yield() }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
        while left != nil { await Task.yield() }
    }
}
