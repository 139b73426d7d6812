import Catalog
import Testing

struct UTCTimeTests {
    @Test(arguments: [
        ("2025-04-30T00:00:00Z", "2025-04-30T00:00:00Z"), ("2025-04-30T00:00:00.0Z", "2025-04-30T00:00:00Z"),
        ("2025-04-30T02:00:00+02:00", "2025-04-30T00:00:00Z"),
        ("2024-02-29T23:59:59.1200000Z", "2024-02-29T23:59:59.12Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"), ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ])
    func `reads every notation of a moment`(text: String, exact: String) throws {
        #expect(try #require(UTCTime(rfc3339: text)).exactText == exact)
    }

    @Test(arguments: [
        "", "2025-04-30", "2025-02-29T00:00:00Z", "2025-13-01T00:00:00Z", "2025-04-30T24:00:00Z",
        "2025-04-30T00:00:00", "2025-04-30T00:00:00.Z", "2025-04-30T00:00:00Zx", "tomorrow",
        "9999-12-31T23:59:59-01:00", "9999-12-31T23:59:60Z", "0001-01-01T00:00:00+00:01",
    ])
    func `refuses what is no moment`(text: String) {
        #expect(UTCTime(rfc3339: text) == nil)
    }

    @Test func `counts days over leap years and before 1970`() {
        #expect(UTCTime(date: "2000-03-01")?.day == 11_017)
        #expect(UTCTime(seconds: -1).day == -1)
        #expect(UTCTime(day: -1).dateText == "1969-12-31")
    }
}
