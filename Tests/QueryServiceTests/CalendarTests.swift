import Catalog
import Testing

/// The ends of life as a calendar: what becomes of an event when its date moves.
struct CalendarTests {
    private struct Event: Equatable {
        var properties: [String: String]
        var alarms: [String]

        subscript(name: String) -> String { properties[name] ?? "" }
        /// Date, state and number of moves.
        var state: String { "\(self["DTSTART;VALUE=DATE"]) \(self["STATUS"]) \(self["SEQUENCE"])" }
    }

    /// Reads what a reader of RFC 5545 would.
    private static func events(_ text: String) -> [Event] {
        var events: [Event] = []
        var isAlarm = false
        for line in text.replacing("\r\n ", with: "").split(separator: "\r\n") {
            let sides = line.split(separator: ":", maxSplits: 1).map(String.init)
            switch (sides[0], sides[1]) {
            case ("BEGIN", "VEVENT"): events.append(Event(properties: [:], alarms: []))
            case ("BEGIN", "VALARM"): isAlarm = true
            case ("END", "VALARM"): isAlarm = false
            case ("TRIGGER", let time): events[events.count - 1].alarms.append(time)
            case (let name, let value) where !isAlarm && !events.isEmpty:
                events[events.count - 1].properties[name] = value
            default: break
            }
        }
        return events
    }

    private func events(_ record: ReportedRecord, _ day: String, _ query: String = "") async throws -> [Event] {
        Self.events(try await record.report("/calendar.ics\(query)", day))
    }

    @Test func `moves, cancels and confirms one and the same event`() async throws {
        try await ReportedRecord.with("a") { record in
            let steps: [(day: String, ends: String?, state: String)] = [
                ("2026-01-01", nil, ""), ("2026-02-01", "2027-03-01", "20270301 CONFIRMED 0"),
                ("2026-03-01", "2027-06-01", "20270601 CONFIRMED 1"), ("2026-04-01", nil, "20270601 CANCELLED 2"),
                ("2026-05-01", "2027-09-01", "20270901 CONFIRMED 3"),
                ("2026-06-01", "2027-09-01", "20270901 CONFIRMED 3"),
            ]
            var ids: Set<String> = []
            for step in steps {
                try await record.sync("a", step.day, [.made("22_04", ends: step.ends)])
                let found = try await events(record, step.day)
                #expect(found.map(\.state) == (step.state.isEmpty ? [] : [step.state]))
                for event in found {
                    ids.insert(event["UID"])
                    #expect(event.alarms == (event["STATUS"] == "CONFIRMED" ? ["-P30D", "-P7D"] : []))
                    #expect(
                        event["DTEND;VALUE=DATE"].hasSuffix("02") || event["DTEND;VALUE=DATE"].hasSuffix("01") == false)
                }
            }
            #expect(ids.count == 1)
            let last = try #require(try await events(record, "2026-06-02").first)
            #expect(last["DTSTAMP"] == "20260501T000000Z" && last["DTEND;VALUE=DATE"] == "20270902")
        }
    }

    @Test func `counts what happens within a second, one account after the other`() async throws {
        try await ReportedRecord.with("a", "b") { record in
            let time = "2026-01-01T12:00:00Z"
            for (ends, state) in [
                (nil, nil), ("2027-03-01", "20270301 CONFIRMED 0"), ("2027-06-01", "20270601 CONFIRMED 1"),
                ("2027-03-01", "20270301 CONFIRMED 2"), (nil, "20270301 CANCELLED 3"),
            ] as [(String?, String?)] {
                for account in ["a", "b"] { try await record.sync(account, time, [.made("x", ends: ends)]) }
                #expect(try await events(record, "2026-01-02").map(\.state) == [state].compactMap(\.self))
            }
            // One name under two node agents, in place of one: no date was taken back meanwhile.
            let agents = ["batch.node.ubuntu 24.04", "batch.node.debian 13"]
            try await record.sync("a", time, [.made("y", ends: "2027-01-01")])
            try await record.sync("a", time, agents.map { .made("y", agent: $0, ends: "2027-01-01") })
            #expect(try await events(record, "2026-01-02").map(\.state).contains("20270101 CONFIRMED 0"))
        }
    }

    @Test func `keeps its events when another account joins, and follows the soonest date`() async throws {
        try await ReportedRecord.with("a") { record in
            try await record.sync("a", "2026-01-01", [.made("22_04", ends: "2027-03-01")])
            try await record.sync("a", "2026-02-01", [.made("22_04", ends: "2027-06-01")])
            let before = try #require(try await events(record, "2026-02-01").first)
            try await record.configure(["a", "b"])
            try await record.sync("b", "2026-03-01", [.made("22_04", ends: "2027-06-01")])
            let joined = try await events(record, "2026-03-01")
            #expect(joined.count == 1 && joined[0]["UID"] == before["UID"] && joined[0].state == before.state)
            #expect(joined[0]["DESCRIPTION"].contains(#"Accounts: a and b"#))
            // One hears of a later date first: nothing has moved before both say so.
            try await record.sync("a", "2026-04-01", [.made("22_04", ends: "2027-12-01")])
            let between = try await events(record, "2026-04-01")
            #expect(between.map(\.state) == ["20270601 CONFIRMED 1"])
            #expect(between[0]["DESCRIPTION"].contains("Otherwise in a: 2027-12-01"))
            #expect(try await events(record, "2026-04-01", "?account=a").map(\.state) == ["20271201 CONFIRMED 2"])
            try await record.sync("b", "2026-04-02", [.made("22_04", ends: "2027-12-01")])
            #expect(try await events(record, "2026-04-02").map(\.state) == ["20271201 CONFIRMED 2"])
            // Who is no longer configured takes nothing away.
            try await record.configure(["b"])
            #expect(try await events(record, "2026-04-03").map(\.state) == ["20271201 CONFIRMED 2"])
        }
    }

    @Test func `cancels what goes before its date, and keeps what went after it`() async throws {
        try await ReportedRecord.with("a") { record in
            let stays = Image.made("stays")
            try await record.sync(
                "a", "2026-01-01", [.made("early", ends: "2027-01-01"), .made("late", ends: "2026-02-01"), stays])
            try await record.sync("a", "2026-03-01", [stays])
            #expect(
                try await events(record, "2026-03-01").map { "\($0["SUMMARY"]): \($0.state)" } == [
                    "Azure Batch image ends: jammy:late: 20260201 CONFIRMED 0",
                    "Listed no more: jammy:early: 20270101 CANCELLED 1",
                ])
            // A year later nobody asks for them.
            #expect(try await events(record, "2028-03-01") == [])
            try await record.sync("a", "2026-04-01", [stays, .made("early", ends: "2027-01-01")])
            #expect(try await events(record, "2026-04-01").last?.state == "20270101 CONFIRMED 2")
        }
    }

    @Test func `keeps an event whose image gets another node agent, or is asked for no more`() async throws {
        try await ReportedRecord.with("a") { record in
            try await record.sync("a", "2026-01-01", [.made("x", ends: "2027-01-01"), .made("y")])
            let before = try await events(record, "2026-01-01")
            try await record.sync(
                "a", "2026-02-01", [.made("x", agent: "batch.node.ubuntu 24.04", ends: "2027-01-01"), .made("y")])
            let after = try await events(record, "2026-02-01")
            #expect(after.map(\.state) == before.map(\.state) && after.map { $0["UID"] } == before.map { $0["UID"] })
            #expect(after[0]["DESCRIPTION"].contains("under batch.node.ubuntu 24.04"))
            try await record.configure(["a"], filter: "x")
            try await record.sync("a", "2026-03-01", [.made("y")], filter: "x")
            #expect(try await events(record, "2026-03-01") == [])
            try await record.configure(["a"])
            try await record.sync("a", "2026-04-01", [.made("x", ends: "2027-01-01"), .made("y")])
            #expect(try await events(record, "2026-04-01").map(\.state) == ["20270101 CONFIRMED 0"])
        }
    }

    @Test func `leaves out what ends later only when it is asked to, and what no pool uses`() async throws {
        try await ReportedRecord.with("a") { record in
            try await record.sync(
                "a", "2026-01-01",
                [
                    .made("near", ends: "2026-02-01"), .made("far", ends: "2030-01-01"),
                    .made("past", ends: "2020-01-01"),
                ])
            try await record.pools(
                "a", "2026-01-01",
                [
                    Pool(
                        id: "p, q",
                        use: ImageUse(.image(Image.made("far").reference), agent: .named("batch.node.ubuntu 22.04")))
                ])
            #expect(try await events(record, "2026-01-02").count == 3)
            #expect(
                try await events(record, "2026-01-02", "?within=60d").map { $0["SUMMARY"].suffix(4) } == [
                    "past", "near",
                ])
            let used = try await events(record, "2026-01-02", "?used=true")
            #expect(used.map { $0["SUMMARY"] } == ["Azure Batch image ends: jammy:far (used by 1 pool)"])
            #expect(used[0]["DESCRIPTION"].contains(#"Live pools: a/p\, q"#))
        }
    }

    @Test func `folds lines at 75 octets between characters, and escapes what has a meaning`() async throws {
        try await ReportedRecord.with("a") { record in
            let odd = "\u{65E5}\u{672C}\u{8A9E}\u{1F600}"
            let sku = "a,b;c\\d\(String(repeating: odd, count: 20))"
            try await record.sync("a", "2026-01-01", [.made(sku, ends: "2027-01-01")])
            let text = try await record.report("/calendar.ics", "2026-01-02")
            #expect(text.hasSuffix("END:VCALENDAR\r\n"))
            let lines = text.split(separator: "\r\n").map { Array($0.utf8) }
            #expect(lines.allSatisfy { $0.count <= 75 && !$0.contains(0x0A) && !$0.contains(0x0D) })
            #expect(lines.count { $0.count > 70 } > 5)
            for line in lines { #expect(String(validating: line, as: UTF8.self) != nil) }
            #expect(try await events(record, "2026-01-02")[0]["SUMMARY"].contains(#"a\,b\;c\\d\#(odd)"#))
        }
    }
}
