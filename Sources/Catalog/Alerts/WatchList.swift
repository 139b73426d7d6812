/// Which images an alert looks at.
package struct WatchList: Hashable, Sendable {
    /// What live pools use.
    package static let used = "used"
    package static let all = "all"

    /// As they are written: `used`, `all`, and patterns `publisher:offer:sku[:version]` with `*` for any text.
    package let words: [String]

    package init(_ words: [String]) { self.words = words }

    /// Whether a word is one of these.
    package static func takes(_ word: String) -> Bool {
        if [used, all].contains(word) { return true }
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        return (3...4).contains(parts.count) && parts.allSatisfy { !$0.isEmpty } && !word.contains(" ")
    }

    private var hasAll: Bool { words.contains(Self.all) }

    /// Whether everything that pools use is looked at.
    var takesUsed: Bool { hasAll || words.contains(Self.used) }

    /// Whether images are looked at that no pool uses.
    package var goesBeyondUse: Bool { words.contains { $0 != Self.used } }

    /// Whether an image is looked at, used or not.
    func takes(_ reference: ImageReference) -> Bool {
        if hasAll { return true }
        guard reference.galleryId == nil else { return false }
        let text = reference.text.folded.split(separator: ":", omittingEmptySubsequences: false)
        return words.contains { word in
            let parts = word.folded.split(separator: ":", omittingEmptySubsequences: false)
            return parts.count >= 3 && parts.count <= text.count
                && zip(parts, text).allSatisfy { Self.matches($1.utf8, $0.utf8) }
        }
    }

    /// Whether it looks at something that another does not.
    package func isWider(than other: WatchList) -> Bool {
        !other.hasAll && !Set(words).isSubset(of: other.words)
    }

    /// `*` stands for any text.
    private static func matches(_ text: Substring.UTF8View, _ pattern: Substring.UTF8View) -> Bool {
        let star = UInt8(ascii: "*")
        var (position, next) = (text.startIndex, pattern.startIndex)
        var retry: (text: Substring.UTF8View.Index, pattern: Substring.UTF8View.Index)?
        while position < text.endIndex {
            if next < pattern.endIndex, pattern[next] == star {
                next = pattern.index(after: next)
                retry = (position, next)
            } else if next < pattern.endIndex, pattern[next] == text[position] {
                (position, next) = (text.index(after: position), pattern.index(after: next))
            } else if let last = retry {
                position = text.index(after: last.text)
                next = last.pattern
                retry = (position, next)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == star }
    }
}
