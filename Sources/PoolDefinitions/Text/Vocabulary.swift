package import Catalog

/// The names that a record knows, listed or gone: what a text is searched for.
package struct Vocabulary: Sendable {
    /// Publisher, offer and sku that were listed together, without case.
    struct Name: Hashable, Sendable {
        let publisher: String
        let offer: String
        let sku: String

        var parts: [String] { [publisher, offer, sku] }
    }

    private let bySKU: [String: [Name]]
    private let pairs: Set<[String]>
    private let agents: Set<String>
    /// Publishers, offers and skus.
    private let words: Set<String>
    /// Hashes of the words, to pass over nearly everything else without making a text of it.
    private let filter: [Bool]
    private let longest: Int

    /// - Parameters:
    ///   - names: images, of which galleries' count for nothing.
    ///   - agents: node agent SKUs.
    package init(names: some Sequence<ImageName>, agents: some Sequence<String>) {
        let names = Set(
            names.filter(\.gallery.isEmpty).map { Name(publisher: $0.publisher, offer: $0.offer, sku: $0.sku) })
        bySKU = Dictionary(grouping: names.sorted { $0.parts.lexicographicallyPrecedes($1.parts) }, by: \.sku)
        pairs = Set(names.map { [$0.publisher, $0.offer] })
        words = Set(names.flatMap(\.parts))
        self.agents = Set(agents.map(\.folded))
        longest = words.map(\.utf8.count).max() ?? 0
        var filter = [Bool](repeating: false, count: Self.filterSize)
        for word in words { filter[Self.hash(Array(word.utf8)[...])] = true }
        self.filter = filter
    }

    /// The names that a sku belongs to.
    func names(ofSKU sku: String) -> [Name] { bySKU[sku] ?? [] }

    /// Whether an offer of this publisher was ever listed.
    func knows(publisher: String, offer: String) -> Bool { pairs.contains([publisher, offer]) }

    func knows(agent: String) -> Bool { agents.contains(agent) }

    /// The word that bytes are, without case; `nil` when it is part of no name.
    func word(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.count <= longest, filter[Self.hash(bytes)] else { return nil }
        let word = String(decoding: bytes, as: UTF8.self).folded
        return words.contains(word) ? word : nil
    }

    private static let filterSize = 1 << 14

    /// FNV-1a of the bytes without case.
    private static func hash(_ bytes: ArraySlice<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in bytes { hash = (hash ^ UInt32((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)) &* 16_777_619 }
        return Int((hash ^ (hash >> 16)) & UInt32(filterSize - 1))
    }
}
