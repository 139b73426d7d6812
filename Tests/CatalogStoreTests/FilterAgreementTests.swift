import Catalog
import CatalogStore
import Foundation
import RecordedListings
import TestSupport
import Testing

/// The two evaluations of a filter, in memory and as SQL.
struct FilterAgreementTests {
    private static let count = ProcessInfo.processInfo.environment["BATCHIMGD_FILTERS"].flatMap(Int.init) ?? 1_000

    /// Every image that was ever recorded, once, and some that the service has never shown.
    private func images() throws -> [Image] {
        let odd = [
            Image(
                reference: ImageReference(virtualMachineImageId: "/subscriptions/É/Images/a%_b"),
                nodeAgentSKUId: "batch.node.ÉLAN 1", osType: "Plan9", verificationType: "",
                capabilities: ["Ünïcode", "it's", "a\"b\\c"], endOfLife: EndOfLife("2024-06-29T23:59:59.9999999Z")),
            Image(
                reference: ImageReference(publisher: "Canonical", offer: "İstanbul", sku: "e\u{301}", version: nil),
                nodeAgentSKUId: "batch.node.ubuntu 22.04", osType: "LINUX", verificationType: "Verified",
                capabilities: [], endOfLife: nil),
            Image(
                reference: ImageReference(
                    publisher: "Straße", offer: "ΟΔΟΣ", sku: "\u{1E9E}\u{17F}\u{131}", version: ""),
                nodeAgentSKUId: "batch.node.ſ 1", osType: "LİNUX", verificationType: "verified",
                capabilities: ["ﬃ", "\u{212A}"], endOfLife: EndOfLife("2024-06-30T00:00:00.5Z")),
        ]
        var seen: Set<ImageIdentity> = []
        return (try RecordedDay.builtIn().reversed().flatMap(\.images) + odd).filter {
            seen.insert($0.identity).inserted
        }
    }

    @Test func `agree on random filters over every recorded image`() async throws {
        let images = try images()
        try await TemporaryStore.with { temporary in
            try await temporary.sync(images, at: 1)
            var random = RandomFilters(images: images, seed: 5)
            let texts = (0..<Self.count).map { _ in random.filter(depth: 0) } + Self.extremes
            let (matched, selective) = try await temporary.store.read { reader in
                var matched = 0
                var selective = 0
                for text in texts {
                    let filter = try ImageFilter(parsing: text)
                    var selection = ImageSelection(
                        accounts: [TemporaryStore.account], includesListed: true, includesGone: false,
                        limit: images.count)
                    selection.filter = filter
                    let found = Set(
                        try reader.images(selection).images.map { "\($0.words.reference)\($0.words.nodeAgentSKUId)" })
                    let expected = Set(images.filter(filter.matches).map { "\($0.reference)\($0.nodeAgentSKUId)" })
                    guard found == expected else {
                        Issue.record("\(text): \(found.symmetricDifference(expected).sorted().prefix(3))")
                        break
                    }
                    matched += found.count
                    if !found.isEmpty, found.count < images.count { selective += 1 }
                }
                return (matched, selective)
            }
            print("filters: \(texts.count) on \(images.count) images, \(selective) selective, \(matched) matches")
            #expect(selective > texts.count / 4)
        }
    }

    /// As deep and as long as a filter may be, in shapes that strain SQLite's parser.
    private static let extremes: [String] = {
        let leaf = "osType eq 'linux'"
        let levels = ImageFilter.deepest - 2
        let right = (0..<levels).reduce(leaf) { "\(leaf.dropLast(2))x' \($1 % 2 == 0 ? "or" : "and") (\($0))" }
        let left = (0..<levels).reduce(leaf) { "(\($0)) \($1 % 2 == 0 ? "or" : "and") \(leaf)" }
        let nots = String(repeating: "not ", count: levels) + leaf
        let both = (0..<7).reduce("null eq null") { text, level in
            "(\(text)) \(level % 2 == 0 ? "or" : "and") (\(text))"
        }
        return [
            right, left, nots, both, "capabilities/any(c: \(right.replacing("osType", with: "c")))",
            Array(repeating: "null ne null", count: 240).joined(separator: " or "),
        ]
    }()
}

/// Filters made at random from the whole language and from what the images say; the same for the same seed.
private struct RandomFilters: RandomNumberGenerator {
    private let texts: [String]
    private let times: [String]
    private var numbers: SeededGenerator

    init(images: [Image], seed: UInt64) {
        var values: Set<String> = ["", "'", "%", "_", "é", "É", "LATEST", "ubuntu", "\u{10FFFF}"]
        for image in images {
            let reference = image.reference
            let own: [String?] = [
                image.nodeAgentSKUId, image.osType, image.verificationType, reference.publisher, reference.offer,
                reference.sku, reference.version,
            ]
            for value in own.compactMap(\.self) + (image.capabilities ?? []) { values.insert(value) }
        }
        texts = values.sorted()
        times = Set(images.compactMap { $0.endOfLife?.text }).sorted()
        numbers = SeededGenerator(seed)
    }

    mutating func next() -> UInt64 { numbers.next() }

    private mutating func pick<Value>(_ values: [Value], or fallback: Value) -> Value {
        values.randomElement(using: &self) ?? fallback
    }

    mutating func filter(depth: Int, variable: String? = nil) -> String {
        switch Int.random(in: 0..<(depth > 3 ? 6 : 10), using: &self) {
        case 0...2:
            let (left, right) = (text(variable), Bool.random(using: &self) ? text(variable) : literal())
            return "\(left) \(comparison()) \(Int.random(in: 0..<8, using: &self) == 0 ? "null" : right)"
        case 3:
            let right = pick([time(), time(), time(), "null"], or: "null")
            return "batchSupportEndOfLife \(comparison()) \(right)"
        case 4, 5:
            let match = pick(ImageFilter.Match.allCases, or: .contains).rawValue
            return "\(match)(\(text(variable)), \(Bool.random(using: &self) ? part() : text(variable)))"
        case 6: return "not (\(filter(depth: depth + 1, variable: variable)))"
        case 7 where variable == nil: return "capabilities/any(c: \(filter(depth: depth + 1, variable: "c")))"
        default:
            let count = Int.random(in: 2...3, using: &self)
            let word = Bool.random(using: &self) ? " and " : " or "
            return (0..<count).map { _ in "(\(filter(depth: depth + 1, variable: variable)))" }.joined(separator: word)
        }
    }

    private mutating func comparison() -> String { pick(ImageFilter.Comparison.allCases, or: .equal).rawValue }

    private mutating func text(_ variable: String?) -> String {
        let properties = ImageFilter.Property.allCases.filter { $0 != .endOfLife }.map(\.rawValue)
        let text = pick(properties + Array(repeating: variable, count: 4).compactMap(\.self), or: "osType")
        return Int.random(in: 0..<8, using: &self) == 0 ? "tolower(\(text))" : text
    }

    private mutating func literal() -> String { quoted(pick(texts, or: "")) }

    /// A piece of a value.
    private mutating func part() -> String {
        let text = pick(texts, or: "")
        let start = Int.random(in: 0...text.count, using: &self)
        let length = Int.random(in: 0...5, using: &self)
        return quoted(String(Bool.random(using: &self) ? text.prefix(length) : text.dropFirst(start).prefix(length)))
    }

    private mutating func quoted(_ text: String) -> String {
        let text = Bool.random(using: &self) ? text : text.uppercased()
        return "'\(text.replacing("'", with: "''"))'"
    }

    private mutating func time() -> String {
        let text = pick(times, or: "2024-01-01T00:00:00Z")
        return Bool.random(using: &self) ? text : "DateTime'\(text)'"
    }
}
