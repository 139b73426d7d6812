import Foundation
import TestSupport
import Testing

/// The daemon killed at any moment of its syncs: the record is whole, and says what was committed.
@Suite(.oneAtATime)
struct KillTests {
    private static let accounts = ["a", "b", "c"]
    private static let days = 400

    /// Images of one day by SKU, with their dates.
    private typealias Day = [String: String]

    @Test func `keeps the record whole when killed at random moments`() throws {
        let rounds = ProcessInfo.processInfo.environment["BATCHIMGD_KILLS"].flatMap(Int.init) ?? 25
        let seed = SeededGenerator.seed
        var random = SeededGenerator(seed)
        let history = Self.history(&random)
        let folder = try TemporaryFolder()
        let file = folder.path("history.tsv")
        try Self.tsv(history).write(toFile: file, atomically: true, encoding: .utf8)
        try FaultTable.check(
            .local, "SIGKILL at random moments of syncing",
            holds: "integrity_check ok; images, changes and what pools used equal a model up to the last committed sync"
        ) {
            try Installation.with(emulator: ["--replay", file], accounts: Self.accounts) { installation in
                var used = Dictionary(uniqueKeysWithValues: Self.accounts.map { ($0, [String]()) })
                var models = Dictionary(uniqueKeysWithValues: Self.accounts.map { ($0, Model(first: history[0])) })
                var daemon = installation.daemon
                defer { Installation.end(daemon) }
                let start = ContinuousClock.now
                #expect(try installation.ctl("sync").status == 0)
                // How long a sync takes depends on what else the machine does: the moments follow it.
                var longest = Int((ContinuousClock.now - start) / .milliseconds(1)) * 3 / 2
                var committed = 0
                for round in 1...rounds {
                    try installation.step()
                    try Self.setPools(using: "sku-\(round)", installation)
                    let day = history[round]
                    let finished = try Self.kill(
                        daemon, during: installation, after: .random(in: 0...longest, using: &random))
                    let check = try installation.sqlite("PRAGMA integrity_check")
                    #expect(check == "ok\n", "seed \(seed), round \(round)")
                    for account in Self.accounts {
                        let images = try Self.images(of: account, installation)
                        if images == day { models[account]?.advance(to: day) }
                        #expect(images == models[account]?.images, "seed \(seed), round \(round), \(account)")
                        let uses = try Self.uses(of: account, installation)
                        if uses.last == "sku-\(round)" { used[account]?.append("sku-\(round)") }
                        #expect(uses == used[account], "seed \(seed), round \(round), \(account)")
                        #expect(!finished.contains(account) || uses.last == "sku-\(round)", "lost pools: seed \(seed)")
                        #expect(!finished.contains(account) || images == day, "lost a finished sync: seed \(seed)")
                        #expect(
                            models[account]?.explains(try Self.changes(of: account, installation)) == true,
                            "seed \(seed), round \(round), \(account)")
                    }
                    let before = committed
                    committed = models.values.map(\.steps).reduce(0, +)
                    if committed == before { longest += longest / 4 + 10 }
                    if committed == before + Self.accounts.count { longest -= longest / 5 }
                    daemon = try installation.restart()
                    try installation.wait("the daemon") { try $0.get("/v1/status").status == 200 }
                    // Where a kill came between the images and the pools, these are listed at once.
                    try installation.wait("the pools of what was committed") {
                        try $0.sqlite("SELECT COUNT(*) FROM account WHERE pools_seen < last_success") == "0\n"
                    }
                    for account in Self.accounts where used[account]?.last != "sku-\(round)" {
                        guard try Self.uses(of: account, installation).last == "sku-\(round)" else { continue }
                        used[account]?.append("sku-\(round)")
                    }
                }
                #expect(committed > rounds / 5 && committed < rounds * 3)
                print("kills: \(rounds), of \(rounds * 3) syncs \(committed) were committed, seed \(seed)")
            }
        }
    }

    /// Asks for a sync of all, and kills the daemon so many milliseconds later.
    ///
    /// - Returns: the accounts whose sync was said to be finished.
    private static func kill(
        _ daemon: Process, during installation: Installation, after milliseconds: Int
    ) throws -> Set<String> {
        let progress = installation.folder.appendingPathComponent("progress").path
        try? FileManager.default.removeItem(atPath: progress)
        let sync = try Programs.start(
            "/usr/bin/curl",
            ["-sN", "--unix-socket", installation.socket, "-d", "{}", "-o", progress, "http://localhost/v1/sync"])
        usleep(UInt32(milliseconds) * 1000)
        Glibc.kill(daemon.processIdentifier, SIGKILL)
        daemon.waitUntilExit()
        sync.waitUntilExit()
        let lines = (try? String(contentsOfFile: progress, encoding: .utf8)) ?? ""
        return Set(
            lines.matches(of: /"account":"([a-z])","event":"finished","outcome":"(?:un)?changed"/).map { String($0.1) })
    }

    /// Gives each account one pool, which uses another image each time.
    private static func setPools(using sku: String, _ installation: Installation) throws {
        let pools = """
            [{"id":"p","virtualMachineConfiguration":{"imageReference":{"publisher":"pub","offer":"offer","sku":"\(sku)"},\
            "nodeAgentSKUId":"batch.node.x 1"}}]
            """
        for account in accounts {
            let url = "\(installation.url)/_emulator/accounts/\(account)/pools"
            _ = try Programs.run("/usr/bin/curl", ["-sf", "-X", "PUT", "-d", pools, url])
        }
    }

    /// What the pool used, image by image, the present one last.
    private static func uses(of account: String, _ installation: Installation) throws -> [String] {
        let rows = try installation.sqlite(
            """
            SELECT used_image.sku FROM pool_use
            JOIN pool ON pool.id = pool_use.pool
            JOIN account ON account.id = pool.account
            JOIN used_image ON used_image.id = pool_use.used_image
            WHERE account.name = '\(account)' AND pool.name = 'p' ORDER BY pool_use.id
            """)
        return rows.split(separator: "\n").map(String.init)
    }

    private static func images(of account: String, _ installation: Installation) throws -> Day {
        let rows = try installation.sqlite(
            "SELECT sku || '=' || COALESCE(substr(end_of_life, 1, 10), '') FROM images WHERE account = '\(account)'")
        return Dictionary(
            uniqueKeysWithValues: rows.split(separator: "\n").map { line in
                let sides = line.split(separator: "=", omittingEmptySubsequences: false)
                return (String(sides[0]), String(sides[1]))
            })
    }

    private static func changes(of account: String, _ installation: Installation) throws -> [String] {
        let rows = try installation.sqlite(
            """
            SELECT kind || ' ' || sku || ' ' || COALESCE(substr(old, 1, 10), '-') || ' '
                || COALESCE(substr(new, 1, 10), '-')
            FROM changes WHERE account = '\(account)' ORDER BY seq
            """)
        return rows.split(separator: "\n").map(String.init)
    }

    // MARK: - The model

    private struct Model {
        private(set) var images: Day
        private(set) var changes: [Set<String>] = []
        private(set) var steps = 0
        private var seen: Set<String>

        init(first: Day) {
            images = first
            seen = Set(first.keys)
        }

        mutating func advance(to day: Day) {
            var new: Set<String> = []
            for (sku, date) in day {
                if let old = images[sku] {
                    if old != date { new.insert("end-of-life \(sku) \(text(old)) \(text(date))") }
                } else {
                    new.insert("\(seen.contains(sku) ? "returned" : "added") \(sku) - -")
                }
            }
            for sku in images.keys where day[sku] == nil { new.insert("removed \(sku) - -") }
            changes.append(new)
            images = day
            seen.formUnion(day.keys)
            steps += 1
        }

        /// Whether these are the changes, step by step; within a step in whatever order.
        func explains(_ found: [String]) -> Bool {
            var rest = found[...]
            return changes.allSatisfy { step in
                defer { rest = rest.dropFirst(step.count) }
                return Set(rest.prefix(step.count)) == step
            } && rest.isEmpty
        }

        private func text(_ date: String) -> String { date.isEmpty ? "-" : date }
    }

    /// Days that each differ from the one before, by a few images and dates.
    private static func history(_ random: inout SeededGenerator) -> [Day] {
        var day: Day = [:]
        for number in 0..<60 { day["sku-\(number)"] = "" }
        var days = [day]
        while days.count < Self.days {
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let sku = "sku-\(Int.random(in: 0..<90, using: &random))"
                switch Int.random(in: 0..<3, using: &random) {
                case 0: day[sku] = day[sku] == nil || day.count < 50 ? "" : nil
                default:
                    day[sku] =
                        "20\(Int.random(in: 24...30, using: &random))-0\(Int.random(in: 1...9, using: &random))-15"
                }
            }
            // Every day must be told from the last.
            if day == days.last { day["sku-\(90 + days.count)"] = "" }
            days.append(day)
        }
        return days
    }

    private static func tsv(_ days: [Day]) -> String {
        var text =
            "observed\tregion\tapiVersion\tpublisher\toffer\tsku\tversion\tnodeAgentSKUId\tosType\tverificationType\t"
            + "batchSupportEndOfLife\tcapabilities\n"
        for (index, day) in days.enumerated() {
            let date = Date(timeIntervalSince1970: 1_577_836_800 + Double(index) * 86_400)
                .formatted(.iso8601.year().month().day())
            for (sku, end) in day.sorted(by: { $0.key < $1.key }) {
                text +=
                    "\(date)\tx\t2025-06-01\tpub\toffer\t\(sku)\tlatest\tbatch.node.x 1\tlinux\tverified\t"
                    + "\(end.isEmpty ? "" : "\(end)T00:00:00Z")\t\n"
            }
        }
        return text
    }
}
