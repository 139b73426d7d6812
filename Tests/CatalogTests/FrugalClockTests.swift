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

    @Test(arguments: [false, true])
    func `wakes when it is cancelled, whether it sleeps already or not yet`(sleepsAlready: Bool) async throws {
        let sleep = FrugalSleep(until: clock.now + .seconds(86_400))
        let sleeper = Task { try await sleep.run() }
        while sleepsAlready, !sleep.isWaiting { await Task.yield() }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
        #expect(!sleep.isWaiting)
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
