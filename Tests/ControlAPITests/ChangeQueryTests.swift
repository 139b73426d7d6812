import Catalog
import ControlAPI
import Testing

struct ChangeQueryTests {
    @Test func `reads what it writes`() throws {
        var query = ChangeQuery()
        query.accounts = ["a", "b-c"]
        query.kinds = [.nodeAgent, .endOfLife]
        query.since = TimeText("30d")
        query.until = TimeText("2026-01-31T12:00:00+01:00")
        query.after = 12
        query.limit = 3
        let target = QueryItem.target("", query.queryItems)
        var parameters = try QueryParameters(query: String(target.dropFirst()))
        #expect(try ChangeQuery(&parameters) == query)
        try parameters.finish()
    }

    @Test(arguments: [
        ("2026-01-31", "2026-01-31T00:00:00Z"), ("2026-01-31T12:00:00+01:00", "2026-01-31T11:00:00Z"),
        ("30d", "2026-02-01T00:00:00Z"), ("90s", "2026-03-02T23:58:30Z"),
    ])
    func `reads a moment as people write it`(text: String, moment: String) throws {
        let now = try #require(UTCTime(date: "2026-03-03"))
        #expect(TimeText(text)?.time(now: now).description == moment)
    }

    @Test(arguments: ["", "yesterday", "30", "d", "2026-02-30", "2026-01-31T12:00"])
    func `refuses what is no moment`(text: String) {
        #expect(TimeText(text) == nil)
    }
}
