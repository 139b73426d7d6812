import Catalog

/// A pattern in which `*` stands for any text, and `?` for one character.
struct Glob {
    private let pattern: [Character]

    init(_ pattern: String) { self.pattern = Array(pattern) }

    /// Whether a text is meant, without regard to case; where there is none, none is.
    func matches(_ text: String?) -> Bool {
        text.map { Self.matches(Array(String(pattern).folded), Array($0.folded), stopsAtSlash: false) } ?? false
    }

    /// Whether a path is meant: `*` goes to the next slash, `**` over it; a pattern without slash is of the last part,
    /// one that ends in a slash of all that is in the folder.
    func matches(path: String?) -> Bool {
        guard var path else { return false }
        while path.hasPrefix("./") { path.removeFirst(2) }
        var pattern = pattern
        while pattern.starts(with: "./") { pattern.removeFirst(2) }
        if pattern.last == "/" { pattern += "**" }
        let text = pattern.contains("/") ? path[...] : path.split(separator: "/").last ?? ""
        return Self.matches(pattern, Array(text), stopsAtSlash: true)
    }

    /// Goes through the text once, with all ways to read the pattern side by side: none takes long.
    private static func matches(_ pattern: [Character], _ text: [Character], stopsAtSlash: Bool) -> Bool {
        // Whether each end of the pattern so far is reached by the text so far.
        var reached = [Bool](repeating: false, count: pattern.count + 1)
        reached[0] = true
        func skipStars(_ reached: inout [Bool]) {
            for index in pattern.indices where pattern[index] == "*" && reached[index] {
                reached[index + 1] = true
                // `**/` is also nothing at all.
                if index > 0, pattern[index - 1] == "*", index + 1 < pattern.count, pattern[index + 1] == "/",
                    index < 2 || pattern[index - 2] == "/"
                {
                    reached[index + 2] = true
                }
            }
        }
        skipStars(&reached)
        for character in text {
            var next = [Bool](repeating: false, count: pattern.count + 1)
            for index in pattern.indices where reached[index] {
                switch pattern[index] {
                case "*":
                    let isDouble =
                        (index > 0 && pattern[index - 1] == "*")
                        || (index + 1 < pattern.count && pattern[index + 1] == "*")
                    if !stopsAtSlash || character != "/" || isDouble { next[index] = true }
                case "?": if !stopsAtSlash || character != "/" { next[index + 1] = true }
                case character: next[index + 1] = true
                default: continue
                }
            }
            skipStars(&next)
            reached = next
        }
        return reached[pattern.count]
    }
}
