import Catalog
import RecordedListings
import Testing

/// Fifteen days of what the service really listed, against an independent computation.
struct RecordedDaysTests {
    @Test func `tells the truth of the days in any order and over several accounts`() async throws {
        let days = try RecordedDay.builtIn().map(\.images)
        var facts = 0
        // Each is a way through the days: account and day, one after the other.
        let inOrder = days.indices.map { ("a", $0) }
        let inReverse = days.indices.reversed().map { ("a", $0) }
        let interleaved = days.indices.flatMap { [("a", $0), ("b", days.count - 1 - $0), ("c", ($0 * 4 + 7) % 15)] }
        for way in [inOrder, Array(inReverse), interleaved] { facts += try await Self.walk(way, days) }
        print("recorded days: \(facts) facts agree")
        #expect(facts > 100_000)
    }

    /// Syncs the days one after the other, then compares everything at every moment.
    private static func walk(_ way: [(account: String, day: Int)], _ days: [[Image]]) async throws -> Int {
        let accounts = Set(way.map(\.account)).sorted()
        var models = Dictionary(uniqueKeysWithValues: accounts.map { ($0, RecordModel()) })
        var facts = 0
        try await TemporaryStore.with { temporary in
            try await temporary.configure(accounts)
            for (index, step) in way.enumerated() {
                let at = (index + 1) * 1000
                try await temporary.sync(days[step.day], at: at, of: step.account, accepting: true)
                _ = models[step.account]?.take(days[step.day], at: at, accepting: true)
                // The same once more: a run has a length.
                try await temporary.sync(days[step.day], at: at + 400, of: step.account)
                _ = models[step.account]?.take(days[step.day], at: at + 400)
            }
            let moments = way.indices.flatMap { [($0 + 1) * 1000, ($0 + 1) * 1000 + 700] }
            for (account, model) in models {
                let recorded = RecordedFacts(temporary: temporary, account: account)
                facts += try recorded.check(model, "\(account)")
                for moment in moments { facts += try await recorded.check(model, at: moment, "\(account) \(moment)") }
                let own = moments.filter { $0 % 1000 == 0 && way[$0 / 1000 - 1].account == account }
                for from in own {
                    for to in own {
                        facts += try await recorded.check(model, from: from, to: to, "\(account) \(from) \(to)")
                    }
                }
            }
        }
        return facts
    }
}
