import Catalog
import Testing

@testable import AzureBatch

/// How long a service is left alone, in whatever notation it asks.
struct RetryAfterTests {
    /// 1994-11-06T08:49:07Z.
    private let now = UTCTime(seconds: 784_111_747)

    @Test(arguments: [
        ("retry-after", "2", Duration.seconds(2)), ("Retry-After", "1.5", .milliseconds(1500)),
        ("retry-after", "-5", .zero), ("retry-after", "86401", .hours(24)), ("retry-after", "999999999999", .hours(24)),
        ("retry-after", String(repeating: "9", count: 400), .hours(24)),
        ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT", .seconds(30)),
        ("retry-after", "Sunday, 06-Nov-94 08:49:37 GMT", .seconds(30)),
        ("retry-after", "Sun Nov  6 08:49:37 1994", .seconds(30)),
        ("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT", .zero),
        ("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT", .hours(24)), ("retry-after-ms", "500", .milliseconds(500)),
        ("x-ms-retry-after-ms", "999999999999999999999", .hours(24)),
    ])
    func `is at most a day`(name: String, text: String, expected: Duration) {
        #expect(answer([(name, text)]).retryAfter(now: now) == expected)
    }

    @Test(arguments: ["", "soon", "1e9", "inf", "nan", "0x10", "1-2", "Sun, 06 Foo 1994 08:49:37 GMT"])
    func `is nothing when it cannot be read`(text: String) {
        #expect(answer([("retry-after", text)]).retryAfter(now: now) == nil)
        #expect(answer([("retry-after-ms", text), ("retry-after", "7")]).retryAfter(now: now) == .seconds(7))
    }

    private func answer(_ headers: [(name: String, value: String)]) -> HTTPAnswer {
        HTTPAnswer(status: 503, headers: headers, body: [])
    }
}
