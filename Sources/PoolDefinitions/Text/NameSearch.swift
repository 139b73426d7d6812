import Catalog

/// Puts words together that are publisher, offer and sku of one name, and stand near each other.
struct NameSearch {
    private let words: [KnownWord]
    private let vocabulary: Vocabulary
    /// Where each word stands, as indices of `words`, in order.
    private let places: [String: [Int]]

    init(_ words: [KnownWord], _ vocabulary: Vocabulary) {
        self.words = words
        self.vocabulary = vocabulary
        places = Dictionary(grouping: words.indices) { words[$0].text }
    }

    /// Three words, by their indices.
    private struct Triple {
        let publisher: Int
        let offer: Int
        let sku: Int

        var all: [Int] { [publisher, offer, sku] }
        /// How far apart they are, in words that could be part of names.
        var width: Int { max(publisher, offer, sku) - min(publisher, offer, sku) }
        var isOfThree: Bool { publisher != offer && publisher != sku && offer != sku }

        func isNarrower(than other: Triple?) -> Bool { other.map { width < $0.width } ?? true }
    }

    private struct Pair: Hashable {
        let publisher: Int
        let offer: Int
        let sku: String
    }

    /// - Parameter text: the words as they are written.
    func mentions(text: (Range<Int>) -> String) -> [ImageMention] {
        // Of several places that one sku has near an offer, the nearest is meant.
        var best: [Pair: Triple] = [:]
        for (index, word) in words.enumerated() where word.counts {
            guard let triple = nearest(to: index) else { continue }
            let pair = Pair(publisher: triple.publisher, offer: triple.offer, sku: word.text)
            if triple.isNarrower(than: best[pair]) { best[pair] = triple }
        }
        // An offer that is also the sku's word makes two readings of the same words.
        var read: Set<Set<Int>> = []
        let once = best.values.sorted { $0.all.lexicographicallyPrecedes($1.all) }.filter {
            read.insert(Set($0.all)).inserted
        }
        return once.map { triple in
            let lines = triple.all.map { words[$0].word.line }
            let first = lines.min() ?? 1
            return ImageMention(
                reference: ImageReference(
                    publisher: text(words[triple.publisher].word.range), offer: text(words[triple.offer].word.range),
                    sku: text(words[triple.sku].word.range)),
                line: first, lines: first...(lines.max() ?? first))
        }
    }

    /// The narrowest three words of a name, of which the sku is the one at an index.
    private func nearest(to sku: Int) -> Triple? {
        var best: Triple?
        for name in vocabulary.names(ofSKU: words[sku].text) {
            for offer in neighbours(name.offer, of: sku) {
                for publisher in neighbours(name.publisher, of: sku) {
                    let triple = Triple(publisher: publisher, offer: offer, sku: sku)
                    guard triple.isOfThree, isWithinSpan(triple) else { continue }
                    if triple.isNarrower(than: best) { best = triple }
                }
            }
        }
        return best
    }

    private func isWithinSpan(_ triple: Triple) -> Bool {
        let (publisher, offer) = (words[triple.publisher].word.line, words[triple.offer].word.line)
        let sku = words[triple.sku].word.line
        return max(publisher, offer, sku) - min(publisher, offer, sku) <= TextScan.span
    }

    /// The two nearest places of a word on each side of an index; the word may be there itself.
    private func neighbours(_ text: String, of index: Int) -> ArraySlice<Int> {
        guard let places = places[text] else { return [] }
        let first = places.partitionPoint { $0 >= index }
        return places[max(0, first - 2)..<min(places.count, first + 3)]
    }
}
