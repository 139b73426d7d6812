import Catalog
import CatalogStore
import Foundation
import Testing

/// The verdict on a use: by the rule, and as the record's own queries show it.
struct VerdictTests {
    private static let today = UTCTime(day: 20_605)  // 2026-06-01

    private static func image(
        _ name: String, _ agent: String, _ verification: String = "verified", containers: Bool = false,
        until endOfLife: String? = nil
    ) -> Image {
        Image(
            reference: reference(name), nodeAgentSKUId: "batch.node.\(agent)", osType: "linux",
            verificationType: verification,
            capabilities: containers ? ["NvidiaGridDriverInstalled", "DockerCompatible"] : nil,
            endOfLife: endOfLife.flatMap { EndOfLife("\($0)T00:00:00Z") })
    }

    /// A name with colons, or a gallery id.
    private static func reference(_ name: String) -> ImageReference {
        if name.hasPrefix("/sub") { return ImageReference(virtualMachineImageId: name) }
        if name.hasPrefix("/com") { return ImageReference(communityGalleryImageId: name) }
        if name.hasPrefix("/sha") { return ImageReference(sharedGalleryImageId: name) }
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        return ImageReference(
            publisher: parts[0], offer: parts.count > 1 ? parts[1] : nil, sku: parts.count > 2 ? parts[2] : nil,
            version: parts.count > 3 ? parts[3] : nil)
    }

    private static let listed = [
        image("canonical:jammy:22_04-lts:latest", "ubuntu 22.04", containers: true, until: "2027-04-01"),
        image("canonical:focal:20_04-lts:latest", "ubuntu 20.04", until: "2026-08-01"),
        image("canonical:focal:20_04-lts-gen2:latest", "ubuntu 20.04", until: "2026-11-28"),
        image("canonical:focal:20_04-edge:latest", "ubuntu 20.04", until: "2026-11-29"),
        image("openlogic:centos-hpc:7_9:latest", "centos 7", "unverified", containers: true, until: "2026-05-15"),
        image("microsoftwindowsserver:windowsserver:2012-r2:latest", "windows amd64", until: "2024-12-05"),
        image("microsoftwindowsserver:windowsserver:2022:latest", "windows amd64", until: "2026-06-01"),
        image("debian:debian-11:11:latest", "debian 11"),
        image("almalinux:alma:8:latest", "el 8", containers: true, until: "2026-07-01"),
        image("almalinux:alma:8:latest", "el 9", "unverified"),
        image("almalinux:hpc:8:latest", "el 8", until: "2026-05-31"),
        image("almalinux:hpc:8:latest", "el 9", until: "2026-05-01"),
        image("vendor:app:std:1.0.0", "el 8"),
        image("Straße:ΟΔΟΣ:Sku:latest", "ÉLAN 1", "unverified"),
        image("/communityGalleries/g/images/i", "ubuntu 22.04", "unverified"),
    ]
    private static let gone = [
        image("canonical:ubuntuserver:18.04-lts:latest", "ubuntu 18.04"),
        image("canonical:ubuntuserver:16.04-lts:latest", "ubuntu 16.04", until: "2021-04-30"),
        image("vendor:app:old:2.0.0", "el 7"),
        image("almalinux:alma:8:latest", "el 7"),
    ]

    /// A name, a node agent, whether containers are configured: what holds.
    private static let table: [(String, String?, Bool, String)] = [
        ("canonical:jammy:22_04-lts:latest", "ubuntu 22.04", false, ""),
        ("canonical:jammy:22_04-lts", "ubuntu 22.04", false, ""),
        ("Canonical:JAMMY:22_04-LTS:Latest", "Ubuntu 22.04", false, ""),
        ("canonical:jammy:22_04-lts:22.04.202601010", "ubuntu 22.04", true, ""),
        ("canonical:jammy:22_04-lts:latest", "ubuntu 20.04", false, "wrong-agent"),
        ("canonical:jammy:22_04-lts:latest", "ubuntu 99.04", true, "wrong-agent"),
        ("canonical:jammy:22_04-lts:latest", "ubuntu 22.04 ", false, "wrong-agent"),
        ("canonical:jammy:22_04-lts:latest", nil, false, ""),
        ("canonical:jammy:22_04:latest", "ubuntu 22.04", false, "never-listed"),
        ("canonical:jammy:22_04-lts-gen2:latest", "ubuntu 18.04", true, "never-listed"),
        ("canonicall:jammy:22_04-lts:latest", nil, false, "never-listed"),
        ("canonical:focal:20_04-lts:latest", "ubuntu 20.04", false, "ending"),
        ("canonical:focal:20_04-lts:latest", "ubuntu 20.04", true, "ending no-containers"),
        ("canonical:focal:20_04-lts:latest", nil, true, "ending no-containers"),
        ("canonical:focal:20_04-lts:latest", "ubuntu 18.04", true, "wrong-agent ending no-containers"),
        ("canonical:focal:20_04-lts-gen2:latest", "ubuntu 20.04", false, "ending"),
        ("canonical:focal:20_04-edge:latest", "ubuntu 20.04", false, ""),
        ("canonical:focal:20_04-edge:latest", "ubuntu 20.04", true, "no-containers"),
        ("openlogic:centos-hpc:7_9:latest", "centos 7", false, "ended unverified"),
        ("OpenLogic:CentOS-HPC:7_9:7.9.2022", "centos 7", true, "ended unverified"),
        ("openlogic:centos-hpc:7_9", "centos 8", false, "wrong-agent ended unverified"),
        ("openlogic:centos-hpc:7_9", nil, false, "ended unverified"),
        ("microsoftwindowsserver:windowsserver:2012-r2:latest", "windows amd64", false, "ended"),
        ("microsoftwindowsserver:windowsserver:2012-r2:latest", "windows amd64", true, "ended no-containers"),
        ("microsoftwindowsserver:windowsserver:2022:latest", "windows amd64", false, "ending"),
        ("debian:debian-11:11:latest", "debian 11", false, ""),
        ("debian:debian-11:11:latest", "debian 11", true, "no-containers"),
        ("debian:debian-11:11:latest", "debian 10", false, "wrong-agent"),
        ("debian:debian-11:11:latest", "debian 10", true, "wrong-agent no-containers"),
        ("almalinux:alma:8:latest", "el 8", true, "ending"),
        ("almalinux:alma:8:latest", "el 8", false, "ending"),
        ("almalinux:alma:8:latest", "el 9", false, "unverified"),
        ("almalinux:alma:8:latest", "el 9", true, "no-containers unverified"),
        // The better of the two.
        ("almalinux:alma:8:latest", nil, true, ""),
        ("almalinux:alma:8:latest", "el 7", false, "wrong-agent"),
        ("almalinux:hpc:8:latest", nil, false, "ended"),
        ("almalinux:hpc:8:latest", "el 9", false, "ended"),
        ("almalinux:hpc:8:latest", "el 7", false, "wrong-agent ended"),
        ("vendor:app:std:1.0.0", "el 8", false, ""),
        ("vendor:app:std", "el 8", false, ""),
        ("vendor:app:std:latest", "el 8", false, "never-listed"),
        ("vendor:app:std:1.0.1", "el 8", false, "never-listed"),
        ("vendor:app:std:1.0.0", "el 9", false, "wrong-agent"),
        ("vendor:app:old:2.0.0", "el 7", false, "gone"),
        ("vendor:app:old", nil, false, "gone"),
        ("vendor:app:old:2.0.1", "el 7", false, "never-listed"),
        ("STRASSE:οδοσ:SKU:latest", "élan 1", false, "unverified"),
        ("strasse:ΟΔΟς:sku", "ÉLAN 2", true, "wrong-agent no-containers unverified"),
        ("canonical:ubuntuserver:18.04-lts:latest", "ubuntu 18.04", false, "gone"),
        ("Canonical:UbuntuServer:18.04-LTS:18.04.202401161", "ubuntu 18.04", true, "gone"),
        ("canonical:ubuntuserver:18.04-lts", "ubuntu 22.04", false, "gone"),
        ("canonical:ubuntuserver:18.04-lts", nil, false, "gone"),
        ("canonical:ubuntuserver:16.04-lts:latest", "ubuntu 16.04", true, "gone"),
        // Galleries are judged by their agent.
        ("/subscriptions/s/images/x", "ubuntu 22.04", true, ""),
        ("/subscriptions/s/images/x", "ubuntu 20.04", true, ""),
        ("/subscriptions/s/images/x", "centos 7", false, "ended"),
        ("/subscriptions/s/images/x", "windows amd64", false, "ending"),
        ("/subscriptions/s/images/x", "WINDOWS AMD64", true, "ending"),
        ("/sharedGalleries/g/images/i", "debian 11", false, ""),
        ("/sharedGalleries/g/images/i", "el 8", false, ""),
        ("/communityGalleries/g/images/i", "ubuntu 22.04", true, ""),
        ("/communityGalleries/g/images/i", "ubuntu 16.04", false, "gone"),
        ("/communityGalleries/g/images/other", "el 7", false, "gone"),
        ("/communityGalleries/g/images/i", "ubuntu 24.04", false, "never-listed"),
        ("/communityGalleries/g/images/i", nil, false, "unknown"),
        // What cannot be told.
        ("canonical:jammy", "ubuntu 22.04", false, "unknown"),
        ("canonical::22_04-lts", "ubuntu 22.04", true, "unknown"),
        ("", "ubuntu 18.04", false, "unknown"),
        ("", nil, false, "unknown"),
    ]

    private static func use(_ name: String, _ agent: String?, _ containers: Bool) -> ImageUse {
        ImageUse(
            .image(reference(name)), agent: agent.map { .named("batch.node.\($0)") } ?? .unsaid,
            hasContainers: containers)
    }

    private static func pools(_ uses: [ImageUse]) -> [Pool] {
        uses.enumerated().map { Pool(id: "pool-\($0)", use: $1) }
    }

    @Test func `is what the table says, by the rule and in the file`() async throws {
        let uses = Self.table.map { Self.use($0.0, $0.1, $0.2) }
        let past = (Self.listed + Self.gone).map { ImageOffer.Past($0.identity, until: UTCTime(seconds: 100)) }
        let offer = ImageOffer(listed: Self.listed, past: past)
        for (row, use) in zip(Self.table, uses) {
            let judgement = Judgement(use, facts: offer.facts(of: use), on: Self.today, window: 180)
            #expect(judgement.reasons.map(\.rawValue).joined(separator: " ") == row.3, "\(row)")
            #expect(judgement.verdict == judgement.reasons.first ?? .ok)
        }
        try await TemporaryStore.with { temporary in
            try await temporary.sync(Self.listed + Self.gone, at: 100)
            try await temporary.sync(Self.listed, at: 200)
            try await temporary.record(Self.pools(uses + [ImageUse(.cloudServices, agent: .unsaid)]), at: 200)
            let found = try await temporary.verdicts(on: Self.today, window: 180)
            for (index, row) in Self.table.enumerated() {
                #expect(found["pool-\(index)"]?.reasons.joined(separator: " ") == row.3, "\(row)")
            }
            #expect(found["pool-\(uses.count)"]?.reasons == ["retired"])
            #expect(Self.table.count >= 60)
            // The view is for today and 180 days.
            let view = try temporary.rows("SELECT pool, verdict, level, reasons, days_left FROM pools")
            let now = try await temporary.verdicts(on: UTCTime.now, window: 180)
            for row in view {
                let pool = try #require(now[row[0] ?? ""])
                #expect(row[1] == pool.verdict && row[2] == pool.level && row[3] == pool.json)
            }
            #expect(view.count == uses.count + 1)
        }
    }

    @Test func `is unknown where there is no listing`() async throws {
        let use = Self.use("canonical:jammy:22_04-lts", "ubuntu 22.04", true)
        let facts = ImageOffer(listed: nil).facts(of: use)
        #expect(Judgement(use, facts: facts, on: Self.today, window: 180).reasons == [.unknown])
        try await TemporaryStore.with { temporary in
            try await temporary.record(Self.pools([use, ImageUse(.cloudServices, agent: .unsaid)]), at: 200)
            let found = try await temporary.verdicts(on: Self.today, window: 180)
            #expect(found["pool-0"]?.reasons == ["unknown"] && found["pool-1"]?.reasons == ["unknown", "retired"])
        }
    }

    @Test func `is the same by the rule and in the file, for any catalogs, uses, days and windows`() async throws {
        var random = RandomHistory(seed: 18)
        var counts: [String: Int] = [:]
        var judged = 0
        while judged < 10_000 {
            try await TemporaryStore.with { temporary in
                var listing = random.listing()
                var ever: [Image] = []
                var time = 0
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    time += 1_000
                    ever += listing
                    if random.isLikely(15) { try await temporary.configure(filter: random.isLikely(50) ? "x" : nil) }
                    try await temporary.sync(listing, at: time, accepting: true)
                    if random.isLikely(80) { listing = random.successor(of: listing) }
                }
                let latest = try await temporary.store.read { try $0.catalog(of: TemporaryStore.account) }
                let uses = (0..<200).map { _ in random.use() }
                try await temporary.record(Self.pools(uses), at: time)
                let day = UTCTime(day: Int.random(in: 20_400...22_800, using: &random))
                let window = Int.random(in: 0...400, using: &random)
                let offer = ImageOffer(
                    listed: latest?.catalog.images, past: ever.map { ImageOffer.Past($0.identity, until: nil) })
                let found = try await temporary.verdicts(on: day, window: window)
                for (index, use) in uses.enumerated() {
                    let rule = Judgement(use, facts: offer.facts(of: use), on: day, window: window)
                    let pool = try #require(found["pool-\(index)"])
                    guard pool.reasons == rule.reasons.map(\.rawValue), pool.verdict == rule.verdict.rawValue,
                        pool.level == rule.verdict.level.rawValue, pool.daysLeft == rule.daysLeft
                    else {
                        Issue.record("\(use): \(pool) is \(rule) by the rule")
                        return
                    }
                    counts[rule.verdict.rawValue, default: 0] += 1
                }
                judged += uses.count
            }
        }
        print("verdicts: \(judged) uses, \(counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })")
        #expect(counts.count == Verdict.allCases.count)
    }
}

extension RandomHistory {
    /// What a pool might use of what is listed, nearly.
    mutating func use() -> ImageUse {
        let image = image(name: Int.random(in: 0..<18, using: &self))
        var reference = image.reference
        if isLikely(10) { reference.version = ["1.0", "", "LATEST"].randomElement(using: &self) }
        if isLikely(3) { reference.sku = nil }
        if isLikely(20) { reference.publisher = reference.publisher?.uppercased() }
        let agent: ImageUse.Agent =
            isLikely(5) ? .unsaid : .named(isLikely(5) ? "batch.node.none" : image.nodeAgentSKUId)
        return isLikely(3)
            ? ImageUse(.cloudServices, agent: .unsaid)
            : ImageUse(.image(reference), agent: agent, hasContainers: isLikely(40))
    }
}

extension TemporaryStore {
    func record(_ pools: [Pool], at seconds: Int, of account: String = account) async throws {
        try await store.record(pools, of: attempt(at: seconds, of: account))
    }

    func attempt(at seconds: Int, of account: String = account) throws -> SyncAttempt {
        let time = UTCTime(seconds: seconds)
        return SyncAttempt(
            account: account, scope: try scope(of: account), started: time, finished: time, httpStatus: 200, pages: 1,
            bytes: 1, requestID: nil)
    }

    struct JudgedPool {
        let verdict: String
        let level: String
        let json: String
        let reasons: [String]
        let daysLeft: Int?
    }

    /// What the record's own query says, by pool.
    func verdicts(on day: UTCTime, window: Int) async throws -> [String: JudgedPool] {
        let selection = PoolSelection(accounts: [Self.account], day: day.day, window: window, limit: 100_000)
        let pools = try await store.read { try $0.pools(selection).pools }
        return try pools.reduce(into: [:]) { found, pool in
            found[pool.pool] = JudgedPool(
                verdict: pool.verdict, level: pool.level, json: pool.reasonsJSON,
                reasons: try JSONDecoder().decode([String].self, from: Data(pool.reasonsJSON.utf8)),
                daysLeft: pool.daysLeft)
        }
    }
}
