import Catalog
import Testing

@testable import CatalogStore
@testable import SyncDaemon

struct SyncScheduleTests {
    private let schedule = SyncSchedule(interval: .hours(6), jitter: 0.1)
    private let now = UTCTime(seconds: 1_000_000)

    /// Times in minutes from now.
    private func wait(
        last: Int?, next: Int?, failures: Int = 0, retryAfter: Int? = nil, isUnanswered: Bool = false
    ) -> Duration {
        schedule.wait(
            Store.Schedule(
                lastAttempt: last.map { now.advanced(by: .minutes($0)) },
                nextAttempt: next.map { now.advanced(by: .minutes($0)) }, consecutiveFailures: failures,
                retryAfter: retryAfter.map { now.advanced(by: .minutes($0)) }, isUnanswered: isUnanswered), now: now
        )
    }

    @Test func `waits for the recorded time after a restart`() {
        #expect(wait(last: -10, next: 350) == .minutes(350))
        #expect(wait(last: -400, next: -40) == .zero)
        #expect(wait(last: nil, next: nil) == .zero && schedule.wait(nil, now: now) == .zero)
    }

    @Test func `waits no longer than a shortened interval`() {
        #expect(wait(last: -10, next: 43_200) == .hours(6) * 1.1 - .minutes(10))
    }

    @Test func `is due at once when it failed, or answers another question, unless the service asked for patience`() {
        for isUnanswered in [false, true] {
            let failures = isUnanswered ? 0 : 5
            #expect(wait(last: -10, next: 300, failures: failures, isUnanswered: isUnanswered) == .zero)
            #expect(
                wait(last: -10, next: 300, failures: failures, retryAfter: 120, isUnanswered: isUnanswered)
                    == .minutes(120))
            #expect(
                wait(last: -10, next: 300, failures: failures, retryAfter: -5, isUnanswered: isUnanswered) == .zero)
        }
    }

    @Test func `fetches at once when the clock was set back far behind the last attempt`() {
        #expect(wait(last: 60, next: 420) == .zero && wait(last: 5_000_000, next: 5_000_360) == .zero)
        #expect(wait(last: 5, next: 365) == .minutes(365))
    }

    @Test func `waits a day at most, whatever is recorded`() {
        let years = 4_000_000_000
        #expect(wait(last: -10, next: years, failures: 1, retryAfter: years) == .hours(24) - .minutes(10))
        #expect(wait(last: 5, next: years, failures: 1, retryAfter: years) == .hours(24))
        #expect(wait(last: 5, next: years, failures: 1) == .zero)
        #expect(wait(last: 5_000_000, next: 5_000_001, failures: 1, retryAfter: 5_000_001) == .zero)
        #expect(schedule.afterFailure(failures: 1, retryAfter: .days(3650)) == .hours(24))
    }

    @Test func `doubles the wait after failures up to the interval`() {
        let waits = (1...12).map { schedule.afterFailure(failures: $0, retryAfter: nil) }
        #expect(waits.prefix(3) == [.minutes(1), .minutes(2), .minutes(4)] && waits.last == .hours(6))
        #expect(schedule.afterFailure(failures: 1, retryAfter: .hours(9)) == .hours(9))
        #expect((0..<100).allSatisfy { _ in (.hours(6) ... .hours(6) * 1.1).contains(schedule.afterSuccess) })
    }
}
