import AzureBatch
import Catalog
import Testing

/// What the headers say about when to come back.
struct RetryAfterTests {
    private static let now = UTCTime(seconds: 1_700_000_000)

    @Test(arguments: [
        ("retry-after", "2", 2.0), ("retry-after", " 90 ", 90), ("retry-after", "0", 0), ("retry-after", "1.5", 1),
        ("retry-after", "-1", nil), ("retry-after", "soon", nil), ("retry-after", "", nil), ("retry-after", "+5", nil),
        ("retry-after", "1e3", nil), ("retry-after", "999999999999", 86_400),
        ("retry-after", "123456789012345678901234567890", 86_400), ("retry-after-ms", "1500", 1.5),
        ("x-ms-retry-after-ms", "99999999999999999999", 86_400), ("retry-after-ms", "9223372036854775807", 86_400),
        ("retry-after", "Tue, 14 Nov 2023 22:13:30 GMT", 10), ("retry-after", "Tue, 14 Nov 2000 22:13:30 GMT", 0),
        ("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        ("retry-after", "Fri, 31 Dec 99999 23:59:59 GMT", nil),
    ])
    func `is never longer than a day, nor understood where it makes no sense`(
        name: String, value: String, seconds: Double?
    ) {
        let answer = HTTPAnswer(status: 503, headers: [(name, value)], body: [])
        #expect(answer.retryAfter(now: Self.now) == seconds.map { .milliseconds(Int($0 * 1000)) })
    }

    @Test func `takes the next header where one makes no sense`() {
        let answer = HTTPAnswer(
            status: 503, headers: [("retry-after-ms", "x"), ("x-ms-retry-after-ms", "-3"), ("Retry-After", "7")],
            body: [])
        #expect(answer.retryAfter(now: Self.now) == .seconds(7))
    }
}
