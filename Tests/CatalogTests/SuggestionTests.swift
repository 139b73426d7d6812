import Catalog
import Foundation
import RecordedListings
import Testing

/// What to move to, on what the service really listed.
struct SuggestionTests {
    private let recorded: RecordedMoves

    init() throws {
        recorded = try RecordedMoves.all.get()
    }

    /// Images that the service listed after the last recorded day, as its notices name them.
    private static let later = [
        listed("almalinux:almalinux-x86_64:8-gen1", "batch.node.el 8"),
        listed("almalinux:almalinux-x86_64:8-gen2", "batch.node.el 8", ["Generation2VMImage"]),
        listed("canonical:ubuntu-24_04-lts:server", "batch.node.ubuntu 24.04", ["Generation2VMImage"]),
        listed("canonical:ubuntu-24_04-lts:server-gen1", "batch.node.ubuntu 24.04"),
        listed(
            "canonical:ubuntu-24_04-lts:cvm", "batch.node.ubuntu 24.04",
            ["Generation2VMImage", "ConfidentialVMCompatible"]),
        listed("canonical:ubuntu-24_04-lts:server-arm64", "batch.node.ubuntu 24.04-arm64", ["Generation2VMImage"]),
        listed("microsoftcblmariner:azure-linux-3:azure-linux-3", "batch.node.azurelinux 3.0"),
        listed(
            "microsoftcblmariner:azure-linux-3:azure-linux-3-gen2", "batch.node.azurelinux 3.0", ["Generation2VMImage"]),
    ]

    private static func listed(_ name: String, _ agent: String, _ capabilities: [String]? = nil) -> Image {
        let parts = name.split(separator: ":").map(String.init)
        return Image(
            reference: ImageReference(publisher: parts[0], offer: parts[1], sku: parts[2], version: "latest"),
            nodeAgentSKUId: agent, osType: "linux", verificationType: "verified", capabilities: capabilities)
    }

    private static let lastDay = "2024-02-06"

    /// The first suggestion for an image on a day, when all that its notice ends is gone. What is listed counts as verified:
    /// on the last day, hardly an image of the second generation was.
    private func first(
        _ name: String, on date: String = lastDay, and others: [Image] = later,
        without: (Image) -> Bool = { _ in false }
    ) throws -> Suggestion {
        let day = try #require(recorded.day(date))
        let image = try #require(recorded.image(name, until: day), "\(name)")
        let listed = (day.images + others).map(\.verified).filter { !without($0) }
        return try #require(RecordedMoves.suggestions(for: image, among: listed, on: day).first, "\(name)")
    }

    private static func isUnder(_ agents: String...) -> (Image) -> Bool {
        { agents.contains($0.nodeAgentSKUId) }
    }

    // MARK: - The service's notices

    @Test(arguments: [
        "openlogic:centos:7.3", "openlogic:centos:7_9", "openlogic:centos:7_9-gen2", "openlogic:centos-hpc:7.4",
        "openlogic:centos-hpc:7_9", "openlogic:centos-hpc:7_9-gen2",
    ])
    func `follows the notice of CentOS 7, to AlmaLinux or an enterprise Linux after it`(name: String) throws {
        let suggestion = try first(name, without: Self.isUnder("batch.node.centos 7"))
        #expect(suggestion.image.reference.publisher == "almalinux", "\(suggestion)")
        #expect(suggestion.image.nodeAgentSKUId.hasPrefix("batch.node.el "), "\(suggestion)")
        #expect(suggestion.loses.isEmpty, "\(suggestion)")
        #expect(suggestion.name.contains("hpc") == name.contains("hpc"), "\(suggestion)")
        #expect(suggestion.image.capabilities?.contains("Generation2VMImage") ?? false == name.hasSuffix("gen2"))
    }

    @Test(arguments: ["openlogic:centos:8_1", "openlogic:centos:8_2-gen2", "openlogic:centos-hpc:8_1-gen2"])
    func `follows the notice of CentOS 8, to el 8 or after it`(name: String) throws {
        let suggestion = try first(name, on: "2022-11-30", and: [])
        #expect(suggestion.image.nodeAgentSKUId == "batch.node.el 8" && suggestion.loses.isEmpty, "\(suggestion)")
    }

    @Test(arguments: ["8_4", "8_5", "8-gen1", "8_4-gen2", "8_5-gen2", "8-gen2"])
    func `follows the notice of AlmaLinux 8, to its new offer`(sku: String) throws {
        let suggestion = try first("almalinux:almalinux:\(sku)") {
            $0.nodeAgentSKUId == "batch.node.el 9" || $0.reference.offer == "almalinux"
        }
        let gen = sku.hasSuffix("gen2") ? 2 : 1
        #expect(
            suggestion.name == "almalinux:almalinux-x86_64:8-gen\(gen)" && suggestion.loses.isEmpty, "\(suggestion)")
    }

    @Test(arguments: [
        ("20_04-lts", ["0001-com-ubuntu-server-jammy:22_04-lts", "ubuntu-24_04-lts:server-gen1"]),
        ("20_04-lts-gen2", ["0001-com-ubuntu-server-jammy:22_04-lts-gen2", "ubuntu-24_04-lts:server"]),
    ])
    func `follows the notice of Ubuntu 20.04, to a later one of Canonical`(sku: String, successors: [String]) throws {
        let focal = "canonical:0001-com-ubuntu-server-focal:\(sku)"
        let suggestion = try first(focal, without: Self.isUnder("batch.node.ubuntu 20.04"))
        #expect(suggestion.name == "canonical:\(successors[1])" && suggestion.loses.isEmpty, "\(suggestion)")
        let then = try first(focal, and: [], without: Self.isUnder("batch.node.ubuntu 20.04"))
        #expect(then.name == "canonical:\(successors[0])" && then.loses.isEmpty, "\(then)")
    }

    @Test(arguments: [
        "microsoft-azure-batch:ubuntu-server-container:16-04-lts",
        "microsoft-azure-batch:ubuntu-server-container:20-04-lts",
        "microsoft-azure-batch:ubuntu-server-container-rdma:20-04-lts", "microsoft-azure-batch:centos-container:7-9",
        "microsoft-azure-batch:centos-container-rdma:7-9", "microsoft-dsvm:ubuntu-hpc:2004",
    ])
    func `follows the notices of container and HPC images, to ubuntu-hpc`(name: String) throws {
        let suggestion = try first(name, without: Self.isUnder("batch.node.ubuntu 20.04", "batch.node.centos 7"))
        #expect(suggestion.name == "microsoft-dsvm:ubuntu-hpc:2204", "\(suggestion)")
        #expect(suggestion.keeps.contains("DockerCompatible"))
    }

    @Test(arguments: [("cbl-mariner-2", "azure-linux-3"), ("cbl-mariner-2-gen2", "azure-linux-3-gen2")])
    func `follows the notice of CBL-Mariner 2, to Azure Linux 3`(sku: String, successor: String) throws {
        let suggestion = try first(
            "microsoftcblmariner:cbl-mariner:\(sku)", without: Self.isUnder("batch.node.mariner 2.0"))
        #expect(
            suggestion.name == "microsoftcblmariner:azure-linux-3:\(successor)" && suggestion.loses.isEmpty,
            "\(suggestion)")
        #expect(suggestion.why.hasPrefix("azurelinux 3.0 after 2.0; "), "\(suggestion)")
    }

    @Test(arguments: [
        ("2012-datacenter", "2022-datacenter"), ("2012-r2-datacenter", "2022-datacenter"),
        ("2012-datacenter-smalldisk", "2022-datacenter-smalldisk"),
        ("2012-r2-datacenter-smalldisk", "2022-datacenter-smalldisk"),
        ("2008-r2-sp1-smalldisk", "2022-datacenter-smalldisk"), ("2016-datacenter", "2022-datacenter"),
        ("2016-datacenter-gensecond", "2022-datacenter-g2"), ("2016-datacenter-gs", "2019-datacenter-gs"),
        ("2016-datacenter-smalldisk-g2", "2022-datacenter-smalldisk-g2"),
        ("2019-datacenter-core-g2", "2022-datacenter-core-g2"),
        ("2019-datacenter-core-smalldisk", "2022-datacenter-core-smalldisk"),
        ("2019-datacenter-core-smalldisk-g2", "2022-datacenter-core-smalldisk-g2"),
        ("2022-datacenter-azure-edition", "2022-datacenter-azure-edition-smalldisk"),
    ])
    func `follows the notices of Windows Server, to a later one of the same kind`(sku: String, successor: String) throws
    {
        let suggestion = try first("microsoftwindowsserver:windowsserver:\(sku)")
        #expect(suggestion.name == "microsoftwindowsserver:windowsserver:\(successor)", "\(suggestion)")
        #expect(suggestion.loses.isEmpty, "\(suggestion)")
    }

    // MARK: - What always holds

    private struct Asked: Sendable {
        let image: Image
        let day: RecordedDay
        let suggestions: [Suggestion]
    }

    /// Every image that was known on a day, on a third of the days, with all that is suggested for it.
    private static let everything = Result { () throws -> [Asked] in
        let days = try RecordedMoves.all.get().days
        return stride(from: 2, to: days.count, by: 3).flatMap { index in
            let known = days[...index].flatMap(\.images).reduce(into: [:]) { $0[$1.identity] = $1 }
            let alternatives = Alternatives(days[index].images + later, account: "a")
            return known.values.map { image in
                Asked(
                    image: image, day: days[index],
                    suggestions: alternatives.suggestions(
                        for: image, on: days[index].date, window: LifecycleState.defaultWindow, limit: .max))
            }
        }
    }

    /// Those that do not hold, of every suggestion.
    private func exceptions(_ holds: (Asked, Suggestion) -> Bool) throws -> [String] {
        let everything = try Self.everything.get()
        #expect(everything.count > 400)
        return everything.flatMap { asked in
            asked.suggestions.filter { !holds(asked, $0) }.map {
                "\(asked.image.reference.text) on \(asked.day.date.dateText): \($0.name): \($0)"
            }
        }
    }

    @Test func `never suggests what cannot be used in its place`() throws {
        let wrong = try exceptions { asked, suggestion in
            let (old, new) = (ImageTraits(asked.image), ImageTraits(suggestion.image))
            let left = suggestion.image.endOfLife.map { $0.time.day - asked.day.date.day }
            return suggestion.image.osType == asked.image.osType && new.architecture == old.architecture
                && suggestion.image.identity != asked.image.identity && !new.kinds.contains(.confidential)
                && !new.isForUserSubscription && left.map { $0 > LifecycleState.defaultWindow } ?? true
        }
        #expect(wrong == [])
        for asked in try Self.everything.get() {
            let isVerified = asked.suggestions.map { !$0.image.isUnverified }
            #expect(isVerified == isVerified.filter { $0 } + isVerified.filter { !$0 }, "unverified ones come last")
        }
    }

    @Test func `says of every capability whether it is kept, lost or gained`() throws {
        let silent = try exceptions { asked, suggestion in
            let (before, after) = (Set(asked.image.capabilities ?? []), Set(suggestion.image.capabilities ?? []))
            let (keeps, loses, gains) = (suggestion.keeps, suggestion.loses, suggestion.gains)
            return before.isSubset(of: loses + keeps) && after.isSubset(of: gains + keeps)
                && before.intersection(after).isSubset(of: keeps) && Set(keeps).isDisjoint(with: loses + gains)
                && before.subtracting(after + ["Generation2VMImage"]).allSatisfy { suggestion.why.contains($0) }
        }
        #expect(silent == [])
    }

    @Test func `says of all else what is lost`() throws {
        let silent = try exceptions { asked, suggestion in
            let (old, new) = (ImageTraits(asked.image), ImageTraits(suggestion.image))
            let loses = suggestion.loses
            return old.kinds.subtracting(new.kinds).allSatisfy { loses.contains($0.rawValue) }
                && loses.contains("generation 1") == (old.generation < new.generation)
                && loses.contains("Generation2VMImage") == (old.generation > new.generation)
                && loses.contains("verified") == (!asked.image.isUnverified && suggestion.image.isUnverified)
                && loses.contains { $0.hasPrefix("family ") } == (old.family != new.family)
                && !suggestion.why.isEmpty && suggestion.accounts == ["a"]
        }
        #expect(silent == [])
    }

    @Test func `leaves neither kind nor generation of Windows where it can stay`() throws {
        for asked in try Self.everything.get() where asked.image.osType == "windows" {
            let old = ImageTraits(asked.image)
            func isAlike(_ suggestion: Suggestion) -> Bool {
                let new = ImageTraits(suggestion.image)
                return new.kinds == old.kinds && new.generation == old.generation
            }
            // What weighs more: to be verified, what it can do, and to be no older.
            func weight(_ suggestion: Suggestion) -> [String] {
                suggestion.loses.filter { ["verified", "DockerCompatible"].contains($0) || $0.hasPrefix("release ") }
                    + (suggestion.image.isUnverified ? ["unverified"] : [])
            }
            guard let first = asked.suggestions.first,
                asked.suggestions.contains(where: { isAlike($0) && weight($0) == weight(first) })
            else { continue }
            #expect(isAlike(first), "\(asked.image) \(first)")
        }
    }

    @Test func `orders alike whatever the order of what is listed`() throws {
        let day = try #require(recorded.day(Self.lastDay))
        let images = day.images + Self.later
        var generator = SystemRandomNumberGenerator()
        let orders = [images, images.reversed(), images.shuffled(using: &generator)].map {
            Alternatives($0, account: "a")
        }
        for image in images.enumerated().filter({ $0.offset % 4 == 0 }).map(\.element) {
            let suggestions = orders.map { $0.suggestions(for: image, on: day.date, window: 180, limit: .max) }
            #expect(suggestions[0] == suggestions[1] && suggestions[1] == suggestions[2])
            #expect(Set(suggestions[0].map(\.image)).count == suggestions[0].count)
        }
    }

    @Test func `suggests the same image under the node agent that it has by now`() throws {
        let day = try #require(recorded.day(Self.lastDay))
        let listed = try #require(recorded.image("oracle:oracle-linux:81", until: day)).verified
        let before = Image(
            reference: listed.reference, nodeAgentSKUId: "batch.node.centos 8", osType: "linux",
            verificationType: "verified")
        let first = try #require(RecordedMoves.suggestions(for: before, among: day.images + [listed], on: day).first)
        #expect(first.image == listed && first.why.contains("same publisher and offer"), "\(first)")
    }

    @Test func `suggests the same image under its node agent to who uses it under another`() {
        let image = Self.later[2]
        let alternatives = Alternatives(Self.later, account: "a")
        func first(_ agent: String?) -> Suggestion? {
            alternatives.suggestions(for: image, usedUnder: agent, on: UTCTime(day: 20_000), window: 180, limit: 1)
                .first
        }
        #expect(first("batch.node.ubuntu 22.04")?.image == image && first("batch.node.ubuntu 22.04")?.loses == [])
        #expect(first("Batch.Node.Ubuntu 24.04")?.name == "canonical:ubuntu-24_04-lts:server-gen1")
        #expect(first(nil)?.name == "canonical:ubuntu-24_04-lts:server-gen1")
    }

    @Test func `makes one of what several accounts list, and two of what they list otherwise`() {
        let (image, other) = (Self.later[0], Self.later[1])
        let unverified = Image(
            reference: other.reference, nodeAgentSKUId: other.nodeAgentSKUId, osType: "linux",
            verificationType: "unverified", capabilities: other.capabilities)
        let alternatives = Alternatives([
            ListedImage(other, accounts: ["b", "a"]), ListedImage(other, accounts: ["c"]),
            ListedImage(unverified, accounts: ["d"]),
        ])
        let suggestions = alternatives.suggestions(for: image, on: UTCTime(day: 20_000), window: 180, limit: 9)
        #expect(suggestions.map(\.accounts) == [["a", "b", "c"], ["d"]])
        #expect(suggestions.map { $0.loses.contains("verified") } == [false, true])
    }

    @Test func `names the nearest and what it lacks when nothing fits`() throws {
        let arm = Self.later[5]
        let confidential = Self.later[4]
        let ended = Image(
            reference: ImageReference(publisher: "p", offer: "o", sku: "s"), nodeAgentSKUId: "batch.node.ubuntu 22.04",
            osType: "linux", verificationType: "verified", endOfLife: EndOfLife("2024-01-01T00:00:00Z"))
        let day = try #require(UTCTime(date: Self.lastDay))
        func nearest(_ image: Image, _ listed: [Image]) -> [String]? {
            let alternatives = Alternatives(listed, account: "a")
            #expect(alternatives.suggestions(for: image, on: day, window: 180, limit: 5).isEmpty)
            return alternatives.nearest(to: image, on: day, window: 180)?.lacks
        }
        #expect(nearest(Self.later[2], [confidential]) == ["it is of a confidential VM"])
        #expect(nearest(Self.later[2], [arm]) == ["it is for arm64"])
        #expect(nearest(Self.later[2], [ended]) == ["it ended on 2024-01-01"])
        #expect(nearest(Self.later[2], [Self.later[2]]) == nil)
        #expect(nearest(Self.later[2], []) == nil)
    }

    // MARK: - What was left in seven years

    @Test func `suggests for every image that was left in seven years what the table says`() throws {
        let rows = recorded.departures.map { departure in
            let suggestions = RecordedMoves.suggestions(
                for: departure.image, among: departure.day.images, on: departure.day, limit: 2)
            let told = suggestions.map { suggestion in
                let loses = suggestion.loses.isEmpty ? "" : ", loses \(suggestion.loses.joined(separator: ", "))"
                let gains = suggestion.gains.isEmpty ? "" : ", gains \(suggestion.gains.joined(separator: ", "))"
                return "\(suggestion.name)\(loses)\(gains)"
            }
            return [
                departure.day.date.dateText, departure.reason.rawValue,
                String(departure.image.reference.text.dropLast(":latest".count)), told.first ?? "nothing",
                told.dropFirst().first ?? "nothing",
            ].joined(separator: "\t")
        }
        let table = rows.joined(separator: "\n") + "\n"
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/moves.tsv")
        if ProcessInfo.processInfo.environment["BATCHIMGD_MOVES"] == "write" {
            try table.write(to: file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(
            table == written,
            "BATCHIMGD_MOVES=write swift test --filter \"left in seven years\" writes it anew: read what changed")
        #expect(rows.count > 60)
    }
}
