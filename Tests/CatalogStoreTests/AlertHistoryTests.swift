import Catalog
import CatalogStore
import Foundation
import Testing

/// Random histories of listings, pools, days, settings, receivers that fail and restarts, against a plain model of what
/// holds: every fact reaches each of its alerts, once and in order.
struct AlertHistoryTests {
    private static let histories =
        ProcessInfo.processInfo.environment["BATCHIMGD_ALERT_HISTORIES"].flatMap { Int($0) } ?? 24
    private static let skus = ["a", "b", "c", "d"]
    private static let agents = ["x", "y"]

    /// What the account lists and uses, told in the plainest words.
    private struct World {
        struct Entry: Hashable {
            let sku: String
            let agent: String
        }
        struct Listed {
            var date: Int?
            var isVerified: Bool
        }
        var listed: [Entry: Listed] = [:]
        var everListed: Set<String> = []
        /// What left and did not come back, under its agent or another one in its place.
        var removed: Set<Entry> = []
        var arePoolsListed = false
        var pools: [String: Entry] = [:]
        var day = 20_605

        mutating func change(from before: Set<Entry>) {
            let now = Set(listed.keys)
            for sku in Set(before.union(now).map(\.sku)) {
                let left = before.subtracting(now).filter { $0.sku == sku }
                let came = now.subtracting(before).filter { $0.sku == sku }
                removed.subtract(came)
                if left.count == 1, came.count == 1 { removed.subtract(left) } else { removed.formUnion(left) }
            }
        }

        /// `kind image agent threshold date` of everything that holds for an alert.
        func facts(within: [Int], all: Bool) -> Set<String> {
            var subjects = Set(pools.values)
            if all { subjects.formUnion(removed.union(listed.keys)) }
            var facts: Set<String> = []
            for subject in subjects {
                let named = listed.filter { $0.key.sku == subject.sku }
                if named.isEmpty {
                    if everListed.contains(subject.sku) { facts.insert("gone \(subject.sku) \(subject.agent) - -") }
                    continue
                }
                let own = named.filter { $0.key.agent == subject.agent }
                if own.isEmpty { facts.insert("wrong-agent \(subject.sku) \(subject.agent) - -") }
                let judged = own.isEmpty ? named : own
                if judged.values.allSatisfy({ !$0.isVerified }) {
                    facts.insert("unverified \(subject.sku) \(subject.agent) - -")
                }
                guard judged.values.allSatisfy({ $0.date != nil }) else { continue }
                let date = judged.values.compactMap(\.date).max() ?? 0
                if date < day { facts.insert("ended \(subject.sku) \(subject.agent) - \(date)") }
                if date >= day, let nearest = within.filter({ date - day <= $0 }).min() {
                    facts.insert("ending \(subject.sku) \(subject.agent) \(nearest) \(date)")
                }
            }
            return facts
        }
    }

    private struct Dice {
        var state: UInt64

        mutating func roll(_ count: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(count))
        }
    }

    private static let watchers: [(name: String, all: Bool, within: [Int])] = [
        ("used", false, [90, 30, 7]), ("all", true, [60]),
    ]
    private static let kinds: [AlertKind] = [.ending, .ended, .gone, .unverified, .wrongAgent]

    private func configure(_ store: Store, _ world: World, _ second: Int, isRestored: Bool = false) async throws {
        try await store.configure(
            alerts: Self.watchers.map {
                AlertBookTests.alert(
                    $0.name, Self.kinds, within: $0.within, images: [$0.all ? "all" : "used"], tellsEnd: false)
            }, isRestored: isRestored, now: UTCTime(seconds: world.day * 86_400 + second))
    }

    @Test(arguments: 0..<histories)
    func `tell each fact once, in order, to each alert`(seed: Int) async throws {
        var dice = Dice(state: UInt64(seed + 1) &* 0x9E37_79B9_7F4A_7C15)
        for _ in 0..<8 { _ = dice.roll(2) }
        try await TemporaryStore.with { temporary in
            var world = World()
            var store = temporary.store
            var second = 100
            // Of each alert: what it knows, and what was delivered.
            var known: [String: Set<String>] = [:]
            var delivered: [String: [Int64]] = [:]
            var checked: Int64 = 0
            try await configure(store, world, second)
            for _ in 0..<(12 + dice.roll(20)) {
                second += 10
                var waited = try temporary.rows(
                    "SELECT name, MAX(waits) FROM alert JOIN alert_account ON alert = id GROUP BY name")
                switch dice.roll(10) {
                case 0...3:
                    let before = world.everListed.isEmpty ? nil : Set(world.listed.keys)
                    // What is listed for the first time is no news, also where nobody waits for it any more.
                    if before == nil { waited = Self.watchers.map { [$0.name, "1"] } }
                    for sku in Self.skus {
                        for agent in Self.agents {
                            let entry = World.Entry(sku: sku, agent: agent)
                            switch dice.roll(4) {
                            case 0: world.listed[entry] = nil
                            case 1: world.listed[entry] = .init(date: nil, isVerified: dice.roll(3) > 0)
                            case 2: world.listed[entry] = .init(date: world.day + dice.roll(200) - 40, isVerified: true)
                            default: break
                            }
                        }
                    }
                    if world.listed.isEmpty {
                        world.listed[.init(sku: "a", agent: "x")] = .init(date: nil, isVerified: true)
                    }
                    world.everListed.formUnion(world.listed.keys.map(\.sku))
                    if let before { world.change(from: before) }
                    try await sync(temporary, store, world, second)
                case 4, 5:
                    // What pools use when they are listed for the first time is no news.
                    if !world.arePoolsListed { waited = Self.watchers.map { [$0.name, "1"] } }
                    world.arePoolsListed = true
                    for id in ["p", "q", "r"] {
                        world.pools[id] =
                            dice.roll(4) == 0
                            ? nil : .init(sku: Self.skus[dice.roll(4)], agent: Self.agents[dice.roll(2)])
                    }
                    try await store.record(
                        world.pools.map { AlertBookTests.pool($0.key, $0.value.sku, $0.value.agent) },
                        of: temporary.attempt(at: world.day * 86_400 + second))
                case 6:
                    world.day += dice.roll(2) == 0 ? 1 : dice.roll(60)
                    second = 100
                    try await store.turnAlerts(
                        now: UTCTime(seconds: world.day * 86_400 + second), keeping: .days(3_650))
                case 7:
                    // A kill, or a restart: whatever was committed is there.
                    if store.path != "", dice.roll(2) == 0 {
                        store = try Store(path: temporary.path)
                    }
                    try await configure(store, world, second)
                case 8: try await configure(store, world, second)
                default: break
                }
                try await store.turnAlerts(now: UTCTime(seconds: world.day * 86_400 + second), keeping: .days(3_650))
                try check(temporary, world, waited, &known, &checked)
                try await deliver(store, world, second, &dice, &delivered)
            }
            // The receivers are well again.
            for (name, _, _) in Self.watchers {
                while let event = try await store.nextEvent(of: name) {
                    try await store.recordTold(event, at: UTCTime(seconds: world.day * 86_400 + second))
                    delivered[name, default: []].append(event.seq)
                }
                let all = try temporary.rows(
                    "SELECT seq FROM alert_event JOIN alert ON alert.id = alert WHERE name = '\(name)' AND state = 'told' "
                        + "ORDER BY seq"
                ).compactMap { $0[0].flatMap { Int64($0) } }
                #expect(delivered[name, default: []] == all, "seed \(seed), \(name)")
                let left = try temporary.rows(
                    "SELECT seq FROM alert_event WHERE state = 'waiting' AND alert = (SELECT id FROM alert WHERE name = '\(name)')"
                )
                #expect(left.isEmpty)
            }
        }
    }

    private func sync(_ temporary: TemporaryStore, _ store: Store, _ world: World, _ second: Int) async throws {
        let images = world.listed.map { entry, listed in
            AlertBookTests.image(
                entry.sku, entry.agent, until: listed.date.map { UTCTime(day: $0).dateText },
                listed.isVerified ? "verified" : "unverified")
        }
        let time = UTCTime(seconds: world.day * 86_400 + second)
        let page = ListingPage(url: "https://x/a", validators: Validators(), images: images, nextLink: nil)
        _ = try await store.record(
            Listing(pages: [page], isNotModified: false), of: temporary.attempt(at: world.day * 86_400 + second),
            nextAttempt: time.advanced(by: .hours(6)), keepingSyncs: .days(90))
    }

    /// Compares what was written since with what the model says is new.
    private func check(
        _ temporary: TemporaryStore, _ world: World, _ waited: [[String?]], _ known: inout [String: Set<String>],
        _ checked: inout Int64
    ) throws {
        let waits = try temporary.rows(
            "SELECT name, MAX(waits) FROM alert JOIN alert_account ON alert = id GROUP BY name")
        for (name, all, within) in Self.watchers {
            guard waits.contains([name, "0"]) else { continue }
            let facts = world.facts(within: within, all: all)
            let wasOpened = waited.contains([name, "1"])
            let rows = try temporary.rows(
                """
                SELECT event || ' ' || COALESCE(replace(replace(image, 'canonical:jammy:', ''), ':latest', ''), '') || ' '
                    || COALESCE(node_agent_sku_id, '') || ' '
                    || CASE WHEN event = 'ending' THEN threshold ELSE '-' END || ' '
                    || CASE WHEN event IN ('ending', 'ended') THEN end_of_life / 86400 ELSE '-' END
                FROM alert_event JOIN alert ON alert.id = alert
                WHERE name = '\(name)' AND seq > \(checked)
                """
            ).compactMap { $0[0] }
            if wasOpened {
                // All of it is in one summary, if there is any.
                #expect(rows.count <= 1 && rows.allSatisfy { $0.hasPrefix("summary") }, "\(rows)")
                known[name, default: []].formUnion(facts)
                continue
            }
            #expect(Set(rows).count == rows.count)
            let new = facts.subtracting(known[name, default: []])
            // What ended and came again may be told again, on another day; what never was may not be missing.
            #expect(new.subtracting(passed(known[name, default: []])).isSubset(of: rows), "\(name): \(new), \(rows)")
            #expect(Set(rows).isSubset(of: facts), "\(name): \(rows), \(facts)")
            let lasting = Set(rows.filter { $0.hasPrefix("end") })
            #expect(lasting.isDisjoint(with: known[name, default: []]), "\(name): told twice: \(lasting)")
            known[name, default: []].formUnion(facts)
        }
        checked = try temporary.rows("SELECT COALESCE(MAX(seq), 0) FROM alert_event")[0][0].flatMap { Int64($0) } ?? 0
    }

    /// Thresholds further away than one that is known count as told.
    private func passed(_ known: Set<String>) -> Set<String> {
        var passed: Set<String> = []
        for fact in known where fact.hasPrefix("ending ") {
            var words = fact.split(separator: " ").map(String.init)
            for threshold in [90, 60, 30, 7] where threshold > Int(words[3]) ?? 0 {
                words[3] = String(threshold)
                passed.insert(words.joined(separator: " "))
                words = fact.split(separator: " ").map(String.init)
            }
        }
        return passed
    }

    /// Some receivers take what waits, some fail.
    private func deliver(
        _ store: Store, _ world: World, _ second: Int, _ dice: inout Dice, _ delivered: inout [String: [Int64]]
    ) async throws {
        let now = UTCTime(seconds: world.day * 86_400 + second)
        for (name, _, _) in Self.watchers {
            for _ in 0..<dice.roll(5) {
                guard let event = try await store.nextEvent(of: name) else { break }
                if dice.roll(3) > 0 {
                    try await store.recordTold(event, at: now)
                    delivered[name, default: []].append(event.seq)
                } else {
                    _ = try await store.recordUntold(event, "no", at: now, next: now, patience: .days(100_000))
                }
            }
        }
    }
}
