import Catalog
import NIOConcurrencyHelpers
import Testing

@testable import AzureBatch

/// Who may go ahead, and when.
struct RequestSlotTests {
    private let clock = FrugalClock()

    /// Who came to hold a slot, in order.
    private final class Order: Sendable {
        private let box = NIOLockedValueBox<[String]>([])
        var names: [String] { box.withLockedValue(\.self) }
        func add(_ name: String) { box.withLockedValue { $0.append(name) } }

        func wait(for count: Int) async throws {
            let end = ContinuousClock.now + .seconds(30)
            while names.count < count {
                try #require(ContinuousClock.now < end, "\(names)")
                await Task.yield()
            }
        }
    }

    /// Waits until so many wait in line.
    private func waitForLine(_ slots: RequestSlots, _ count: Int) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while slots.waiting != count {
            try #require(ContinuousClock.now < end, "\(slots.waiting)")
            await Task.yield()
        }
    }

    @Test func `is kept from one request to the next, and lets those who go on pass those who begin`() async throws {
        let slots = RequestSlots(count: 1, patience: .hours(1), clock: clock)
        let order = Order()
        let (first, second, third) = (slots.slot(), slots.slot(), slots.slot())
        try await first.run {}
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                try await second.take()
                order.add("second")
                second.end()
            }
            try await waitForLine(slots, 1)
            group.addTask {
                try await third.take()
                order.add("third")
                third.end()
            }
            try await waitForLine(slots, 2)
            try await first.run {}
            #expect(order.names.isEmpty)
            // Waits to try again: the next may begin, and is passed by nobody who comes later.
            first.pause()
            try await order.wait(for: 2)
            #expect(order.names == ["second", "third"])
        }
        try await second.take()
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                try await third.take()
                order.add("begins")
                third.end()
            }
            try await waitForLine(slots, 1)
            group.addTask {
                try await first.take()
                order.add("goes on")
                first.end()
            }
            try await waitForLine(slots, 2)
            second.end()
        }
        #expect(order.names.suffix(2) == ["goes on", "begins"])
        #expect(slots.free == 1)
    }

    @Test func `is given back by a request that takes long, and taken again by the next`() async throws {
        let slots = RequestSlots(count: 1, patience: .milliseconds(10), clock: clock)
        let (slow, other) = (slots.slot(), slots.slot())
        try await slow.run {
            // Comes only if the slow one's slot is given back while it is answered.
            try await other.run {}
            other.end()
        }
        try await slow.run {}
        slow.end()
        #expect(slots.free == 1)
    }

    @Test func `is not waited for any more by one that was closed, or cancelled`() async throws {
        let slots = RequestSlots(count: 1, patience: .hours(1), clock: clock)
        let (holder, closed, cancelled) = (slots.slot(), slots.slot(), slots.slot())
        try await holder.take()
        let waiting = Task { try await closed.take() }
        let other = Task { try await cancelled.take() }
        try await waitForLine(slots, 2)
        closed.close()
        other.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        await #expect(throws: CancellationError.self) { try await other.value }
        holder.end()
        #expect(slots.free == 1)
        // For good; the other may come back.
        await #expect(throws: CancellationError.self) { try await closed.take() }
        try await cancelled.take()
        #expect(slots.free == 0)
        cancelled.end()
    }

    @Test func `is one of as many as there are, however many ask`() async throws {
        let slots = RequestSlots(count: 3, patience: .hours(1), clock: clock)
        let held = NIOLockedValueBox((now: 0, most: 0))
        try await withThrowingDiscardingTaskGroup { group in
            for _ in 0..<500 {
                let slot = slots.slot()
                group.addTask {
                    try await slot.take()
                    held.withLockedValue { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                    await Task.yield()
                    held.withLockedValue { $0.now -= 1 }
                    slot.end()
                }
            }
            slots.resize(by: 2)
            slots.resize(by: -2)
        }
        #expect(held.withLockedValue(\.most) <= 5 && slots.free == 3 && slots.waiting == 0)
    }
}
