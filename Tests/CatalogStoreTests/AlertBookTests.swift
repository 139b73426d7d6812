import Catalog
import CatalogStore
import Testing

/// What alerts are told of an account, and when.
struct AlertBookTests {
    /// 2026-06-01, ten in the morning.
    private static let start = 20_605 * 86_400 + 36_000
    private static let agent = "batch.node.ubuntu 22.04"

    static func image(
        _ sku: String, _ agent: String = agent, until date: String? = nil, _ verification: String = "verified"
    ) -> Image {
        Image(
            reference: reference(sku), nodeAgentSKUId: agent, osType: "linux", verificationType: verification,
            endOfLife: date.flatMap { EndOfLife("\($0)T00:00:00Z") })
    }

    static func reference(_ sku: String) -> ImageReference {
        ImageReference(publisher: "canonical", offer: "jammy", sku: sku, version: "latest")
    }

    static func pool(_ id: String, _ sku: String, _ agent: String = agent) -> Pool {
        Pool(id: id, use: ImageUse(.image(reference(sku)), agent: .named(agent)))
    }

    static func alert(
        _ name: String = "ops", _ kinds: [AlertKind] = AlertKind.watched, within: [Int] = [90, 30, 7],
        images: [String] = ["used"], accounts: [String]? = nil, tellsEnd: Bool = false
    ) -> ConfiguredAlert {
        ConfiguredAlert(
            name: name, rule: AlertRule(kinds: Set(kinds), thresholds: within, watch: WatchList(images)),
            accounts: accounts, tellsEnd: tellsEnd)
    }

    private let events = "SELECT event, image, message FROM alerts ORDER BY at, id"

    /// An account whose images and pools are listed, with an alert that has had its summary.
    private func opened(
        _ images: [Image], _ pools: [Pool], _ alert: ConfiguredAlert = alert(),
        _ body: (TemporaryStore) async throws -> Void
    ) async throws {
        try await TemporaryStore.with { temporary in
            try await temporary.sync(images, at: Self.start)
            try await temporary.record(pools, at: Self.start + 1)
            try await temporary.store.configure(alerts: [alert], now: UTCTime(seconds: Self.start + 2))
            try await body(temporary)
        }
    }

    private func kinds(_ temporary: TemporaryStore) throws -> [String] {
        try temporary.rows("SELECT event FROM alert_event ORDER BY seq").compactMap { $0[0] }
    }

    @Test func `tell what holds already as one summary, once images and pools are listed`() async throws {
        try await TemporaryStore.with { temporary in
            try await temporary.store.configure(alerts: [Self.alert()], now: UTCTime(seconds: Self.start))
            try await temporary.sync(
                [Self.image("a", until: "2026-06-20"), Self.image("b", until: "2026-05-01"), Self.image("c", "other")],
                at: Self.start + 5)
            #expect(try kinds(temporary) == [])
            try await temporary.record(
                [Self.pool("p", "a"), Self.pool("q", "a"), Self.pool("r", "b"), Self.pool("s", "c")], at: Self.start + 6
            )
            let rows = try temporary.rows("SELECT event, account, message, pools FROM alert_event")
            #expect(rows.count == 1 && rows[0][0] == "summary" && rows[0][1] == "a")
            #expect(rows[0][2]?.hasPrefix("holds already: 1 ending, 1 ended, 1 wrong-agent. a: canonical:") == true)
            #expect(rows[0][3] == #"["p","q","r","s"]"#)
            // Nothing of it is told again, whatever is listed again.
            for time in [10, 20, 86_400] {
                try await temporary.sync(
                    [
                        Self.image("a", until: "2026-06-20"), Self.image("b", until: "2026-05-01"),
                        Self.image("c", "other"),
                    ],
                    at: Self.start + time)
                try await temporary.store.turnAlerts(now: UTCTime(seconds: Self.start + time), keeping: .days(90))
            }
            #expect(try kinds(temporary) == ["summary"])
        }
    }

    @Test func `say nothing where nothing holds`() async throws {
        try await opened([Self.image("a")], [Self.pool("p", "a")]) { temporary in
            let found = try kinds(temporary)
            #expect(found == [])
        }
    }

    @Test func `tell an end at each threshold, and once it has come, and begin anew with another date`() async throws {
        let alert = Self.alert("ops", [.ending, .ended, .date])
        try await opened([Self.image("a", until: "2026-12-01")], [Self.pool("p", "a")], alert) { temporary in
            let store = temporary.store
            for day in 0..<200 {
                for _ in 0..<2 {
                    try await store.turnAlerts(now: UTCTime(seconds: Self.start + day * 86_400), keeping: .days(9_000))
                }
            }
            let told = try temporary.rows(
                "SELECT event || ' ' || COALESCE(threshold, '-') || ' ' || days_left FROM alert_event ORDER BY seq")
            #expect(told.map { $0[0] } == ["ending 90 90", "ending 30 30", "ending 7 7", "ended - -1"])
            try await temporary.sync([Self.image("a", until: "2026-12-25")], at: Self.start + 200 * 86_400)
            let rows = try temporary.rows(
                "SELECT event, threshold, old, new FROM alert_event WHERE seq > 4 ORDER BY seq")
            #expect(rows.map { $0[0] } == ["date", "ending"])
            #expect(rows[0][2] == "2026-12-01T00:00:00Z" && rows[0][3] == "2026-12-25T00:00:00Z")
            #expect(rows[1][1] == "7")
        }
    }

    @Test func `tell only the nearest of thresholds that passed while nobody looked`() async throws {
        let alert = Self.alert("ops", [.ending, .ended, .date])
        try await opened([Self.image("a", until: "2026-12-01")], [Self.pool("p", "a")], alert) { temporary in
            try await temporary.store.turnAlerts(now: UTCTime(seconds: Self.start + 170 * 86_400), keeping: .days(90))
            try await temporary.store.turnAlerts(now: UTCTime(seconds: Self.start + 100 * 86_400), keeping: .days(90))
            #expect(try temporary.rows("SELECT event, threshold FROM alert_event") == [["ending", "30"]])
        }
    }

    @Test func `tell of removals, of agents and of verification once, with the pools that use them`() async throws {
        let (a, b, c) = (Self.image("a"), Self.image("b"), Self.image("c"))
        try await opened([a, b, c], [Self.pool("p", "a"), Self.pool("q", "b"), Self.pool("r", "c")]) { temporary in
            try await temporary.sync(
                [Self.image("b", "batch.node.el 9"), Self.image("c", "batch.node.ubuntu 22.04", "unverified")],
                at: Self.start + 100)
            let rows = try temporary.rows(
                "SELECT event, image, pools, old, new FROM alert_event ORDER BY image")
            #expect(
                rows == [
                    ["gone", "canonical:jammy:a:latest", #"["p"]"#, nil, nil],
                    ["wrong-agent", "canonical:jammy:b:latest", #"["q"]"#, Self.agent, "batch.node.el 9"],
                    ["unverified", "canonical:jammy:c:latest", #"["r"]"#, nil, nil],
                ])
            // Back, and gone again: on one day that is no news.
            try await temporary.sync([a, b, c], at: Self.start + 200)
            #expect(try kinds(temporary).last == "verified")
            try await temporary.sync([b, c], at: Self.start + 300)
            #expect(try kinds(temporary).count == 4)
            try await temporary.sync([a, b, c], at: Self.start + 400)
            try await temporary.sync([b, c], at: Self.start + 86_400 * 3)
            #expect(try kinds(temporary).suffix(2) == ["verified", "gone"])
        }
    }

    @Test func `tell of a pool that begins to use what is gone, and not again when it is made anew`() async throws {
        let alert = Self.alert("ops", [.gone])
        try await opened([Self.image("a"), Self.image("b")], [Self.pool("p", "b")], alert) { temporary in
            try await temporary.sync([Self.image("b")], at: Self.start + 100)
            #expect(try kinds(temporary) == [])
            for day in 1..<5 {
                try await temporary.record([Self.pool("p", "b"), Self.pool("job", "a")], at: Self.start + day * 86_400)
                try await temporary.record([Self.pool("p", "b")], at: Self.start + day * 86_400 + 100)
            }
            #expect(try kinds(temporary) == ["gone"])
        }
    }

    @Test func `look at patterns, used or not`() async throws {
        let other = Image(
            reference: ImageReference(publisher: "microsoft", offer: "win", sku: "s", version: "latest"),
            nodeAgentSKUId: "w", osType: "windows", verificationType: "verified")
        for (images, expected) in [
            (["canonical:*:*"], ["canonical:jammy:a:latest"]),
            (["all"], ["canonical:jammy:a:latest", "microsoft:win:s:latest"]),
            (["MICRO*:w*n:*"], ["microsoft:win:s:latest"]), (["used"], []),
        ] {
            try await opened([Self.image("a"), other, Self.image("keep")], [], Self.alert(images: images)) {
                temporary in
                try await temporary.sync([Self.image("keep")], at: Self.start + 100)
                let found = try temporary.rows("SELECT image FROM alert_event WHERE event = 'gone' ORDER BY image")
                #expect(found.map { $0[0] } == expected)
            }
        }
    }

    @Test func `tell that an account is stale and that a listing is held back, once`() async throws {
        let images = (0..<20).map { Self.image("s\($0)") }
        try await opened(images, []) { temporary in
            for time in [100, 200] { try await temporary.sync(Array(images.prefix(2)), at: Self.start + time) }
            #expect(try kinds(temporary) == ["listing-held"])
            for hour in [23, 25, 26] {
                try await temporary.store.turnAlerts(
                    now: UTCTime(seconds: Self.start + 200 + hour * 3600), keeping: .days(90))
            }
            let rows = try temporary.rows("SELECT event, account, message FROM alert_event WHERE seq = 2")
            #expect(rows[0][0] == "account-stale" && rows[0][1] == "a")
            #expect(rows[0][2]?.hasPrefix("a: its data is stale: last good at 2026-06-0") == true)
            #expect(try kinds(temporary).count == 2)
        }
    }

    @Test func `make one summary of what an alert looks at beyond before`() async throws {
        try await opened(
            [Self.image("a", until: "2026-05-01"), Self.image("b", until: "2026-05-01")], [Self.pool("p", "a")]
        ) { temporary in
            #expect(try kinds(temporary) == ["summary"])
            try await temporary.store.configure(
                alerts: [Self.alert(images: ["used", "canonical:*:*"])], now: UTCTime(seconds: Self.start + 10))
            #expect(
                try temporary.rows("SELECT event, substr(message, 1, 25) FROM alert_event WHERE seq = 2")
                    == [["summary", "holds already: 1 ended. a"]])
            // The same settings again, and fewer.
            for images in [["used", "canonical:*:*"], ["used"]] {
                try await temporary.store.configure(
                    alerts: [Self.alert(images: images)], now: UTCTime(seconds: Self.start + 20))
            }
            #expect(try kinds(temporary).count == 2)
        }
    }

    @Test func `make one summary for all accounts, and wait for none that cannot be listed`() async throws {
        try await TemporaryStore.with { temporary in
            try await temporary.configure(["a", "b", "c"])
            try await temporary.store.configure(alerts: [Self.alert()], now: UTCTime(seconds: Self.start))
            let image = Self.image("a", until: "2026-05-01")
            for account in ["a", "b"] {
                try await temporary.sync([image], at: Self.start + 10, of: account)
                try await temporary.record([Self.pool("p-\(account)", "a")], at: Self.start + 11, of: account)
            }
            #expect(try kinds(temporary) == [])
            try await temporary.store.recordFailure(
                of: temporary.attempt(at: Self.start + 12, of: "c"), code: "x", message: "y",
                nextAttempt: UTCTime(seconds: Self.start + 100), keepingSyncs: .days(90))
            #expect(try temporary.rows("SELECT account, pools FROM alert_event") == [[nil, #"["p-a","p-b"]"#]])
            // The third has its own, when it comes.
            try await temporary.sync([image], at: Self.start + 100, of: "c")
            try await temporary.record([Self.pool("p", "a")], at: Self.start + 101, of: "c")
            #expect(try temporary.rows("SELECT event, account FROM alert_event WHERE seq = 2") == [["summary", "c"]])
        }
    }

    @Test func `make a summary of what a restored record holds, after its next listing`() async throws {
        try await opened(
            [Self.image("a", until: "2026-05-01"), Self.image("b")], [Self.pool("p", "a"), Self.pool("q", "b")]
        ) { temporary in
            try await temporary.store.configure(
                alerts: [Self.alert()], isRestored: true, now: UTCTime(seconds: Self.start + 86_400))
            #expect(try kinds(temporary) == [])
            try await temporary.sync([Self.image("a", until: "2026-05-01")], at: Self.start + 86_410)
            try await temporary.record([Self.pool("p", "a"), Self.pool("q", "b")], at: Self.start + 86_411)
            #expect(try kinds(temporary) == ["summary"])
            #expect(try temporary.rows("SELECT message FROM alert_event")[0][0]?.contains("1 ended, 1 gone") == true)
        }
    }

    @Test func `make a summary of what a record restored a minute later holds, once its pools are listed`() async throws
    {
        try await opened([Self.image("a"), Self.image("b", "x")], [Self.pool("p", "a")]) { temporary in
            try await temporary.store.configure(
                alerts: [Self.alert()], isRestored: true, now: UTCTime(seconds: Self.start + 60))
            try await temporary.sync([Self.image("a"), Self.image("b", "x")], at: Self.start + 61)
            try await temporary.record([Self.pool("p", "a"), Self.pool("q", "b")], at: Self.start + 62)
            #expect(try kinds(temporary) == ["summary"])
            #expect(try temporary.rows("SELECT message FROM alert_event")[0][0]?.contains("1 wrong-agent") == true)
        }
    }

    @Test func `judge a pool that says no node agent by the name alone, as the view does`() async throws {
        try await opened([Self.image("a", until: "2026-05-01"), Self.image("b")], []) { temporary in
            let pool = Pool(id: "p", use: ImageUse(.image(Self.reference("a")), agent: .unsaid))
            try await temporary.record([pool], at: Self.start + 100)
            #expect(try kinds(temporary) == ["ended"])
        }
    }

    @Test func `are given up when their receiver fails for three days, together with what waits behind`() async throws {
        try await opened([Self.image("a"), Self.image("b")], [Self.pool("p", "a"), Self.pool("q", "b")]) { temporary in
            try await temporary.sync([Self.image("c")], at: Self.start + 100)
            let store = temporary.store
            var count = 0
            for hour in 0...73 {
                guard let event = try await store.nextEvent(of: "ops") else { break }
                let now = UTCTime(seconds: Self.start + 200 + hour * 3600)
                count += try await store.recordUntold(event, "no", at: now, next: now, patience: .days(3))
                if hour < 72 { #expect(count == 0) }
            }
            #expect(count == 2)
            #expect(
                try temporary.rows("SELECT state, attempts, last_error FROM alerts ORDER BY attempts")
                    == [["given-up", "0", "no"], ["given-up", "73", "no"]])
            // What comes then has its own three days.
            try await temporary.sync([Self.image("a"), Self.image("b"), Self.image("c")], at: Self.start + 86_400 * 4)
            try await temporary.sync([Self.image("c")], at: Self.start + 86_400 * 5)
            let event = try #require(try await store.nextEvent(of: "ops"))
            let now = UTCTime(seconds: Self.start + 86_400 * 5)
            #expect(try await store.recordUntold(event, "no", at: now, next: now, patience: .days(3)) == 0)
        }
    }

    @Test func `are not given up for a clock that was years ahead, nor for days without an attempt`() async throws {
        try await opened([Self.image("a"), Self.image("b")], [Self.pool("p", "a")]) { temporary in
            try await temporary.sync([Self.image("b")], at: Self.start + 100)
            let day = 86_400
            var given: [Int] = []
            for second in [0, 900 * day, 900 * day + 60, 120, 10 * day, 11 * day, 12 * day, 13 * day] {
                guard let event = try await temporary.store.nextEvent(of: "ops") else { break }
                let now = UTCTime(seconds: Self.start + 200 + second)
                given.append(
                    try await temporary.store.recordUntold(event, "no", at: now, next: now, patience: .days(3)))
            }
            // From the clock's return on: the day after it counts, nine days without an attempt do not, two more do.
            #expect(given == [0, 0, 0, 0, 0, 0, 1])
        }
    }

    @Test func `tell that it is over where they are asked to`() async throws {
        try await opened([Self.image("a"), Self.image("b")], [Self.pool("p", "a")], Self.alert(tellsEnd: true)) {
            temporary in
            try await temporary.sync([Self.image("b")], at: Self.start + 100)
            try await temporary.sync([Self.image("a"), Self.image("b")], at: Self.start + 200)
            #expect(
                try temporary.rows("SELECT event, over FROM alert_event ORDER BY seq") == [
                    ["gone", "0"], ["gone", "1"],
                ])
        }
    }

    @Test func `tell that it is over when no pool uses the image any more, and that it holds again`() async throws {
        let listed = [Self.image("a", "other"), Self.image("b")]
        try await opened(listed, [Self.pool("p", "b")], Self.alert(tellsEnd: true)) { temporary in
            for (second, sku) in ["a", "b", "a", "a"].enumerated() {
                try await temporary.record([Self.pool("p", sku)], at: Self.start + 100 + second)
            }
            try await temporary.record([], at: Self.start + 200)
            #expect(
                try temporary.rows("SELECT event, over, pools FROM alert_event ORDER BY seq") == [
                    ["wrong-agent", "0", #"["p"]"#], ["wrong-agent", "1", "[]"], ["wrong-agent", "0", #"["p"]"#],
                    ["wrong-agent", "1", "[]"],
                ])
            let messages = try temporary.rows("SELECT message FROM alert_event WHERE over").compactMap { $0[0] }
            #expect(messages.allSatisfy { $0.hasSuffix("under batch.node.ubuntu 22.04 is used by no pool any more") })
        }
    }

    @Test func `tell that an end of life is near no more, where they are asked to`() async throws {
        let (day, alert) = (86_400, Self.alert(tellsEnd: true))
        func told(_ temporary: TemporaryStore) throws -> [String?] {
            try temporary.rows(
                "SELECT event || ' ' || COALESCE(threshold, '-') || ' ' || over FROM alert_event ORDER BY seq"
            ).map { $0[0] }
        }
        try await opened([Self.image("a", until: "2026-12-01"), Self.image("b")], [Self.pool("p", "a")], alert) {
            temporary in
            for passed in [100, 160, 180, 190] {
                try await temporary.store.turnAlerts(
                    now: UTCTime(seconds: Self.start + passed * day), keeping: .days(9_000))
            }
            let holding = ["account-stale - 0", "ending 90 0", "ending 30 0", "ending 7 0", "ending - 1", "ended - 0"]
            #expect(try told(temporary).filter { $0 != "account-stale - 0" } == Array(holding.dropFirst()))
            try await temporary.record([Self.pool("p", "b")], at: Self.start + 191 * day)
            #expect(try told(temporary).last == "ended - 1")
        }
    }

    @Test func `tell of a thousand accounts that change at once, each once`() async throws {
        try await TemporaryStore.with { temporary in
            let names = (0..<1_000).map { "a\($0)" }
            try await temporary.configure(names)
            func sync(_ images: [Image], at seconds: Int) async throws {
                for name in names {
                    let scope = AccountScope(endpoint: "https://\(name).example.batch.azure.com", filter: nil)
                    try await temporary.sync(images, at: seconds, of: name, scope: scope)
                }
            }
            try await sync([Self.image("a"), Self.image("b", until: "2026-05-01")], at: Self.start)
            try await temporary.store.configure(
                alerts: [Self.alert(images: ["all"])], now: UTCTime(seconds: Self.start + 1))
            // Their pools were never listed: after ten minutes that is waited for no longer.
            try await temporary.store.turnAlerts(now: UTCTime(seconds: Self.start + 700), keeping: .days(90))
            #expect(try kinds(temporary) == ["summary"])
            #expect(try temporary.rows("SELECT substr(message, 1, 26) FROM alerts") == [["holds already: 1000 ended."]])
            try await sync([Self.image("b", until: "2026-05-01")], at: Self.start + 800)
            #expect(
                try temporary.rows("SELECT COUNT(DISTINCT account) || ' ' || COUNT(*) FROM alerts WHERE event = 'gone'")
                    == [["1000 1000"]])
        }
    }
}
