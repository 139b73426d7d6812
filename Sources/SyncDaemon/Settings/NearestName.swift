/// Finds the name that somebody probably meant.
enum NearestName {
    /// - Returns: the known name with the fewest edits, when it is less than half of the text.
    static func of(_ text: String, among known: some Sequence<String>) -> String? {
        let best = known.sorted().min { distance(text, $0) < distance(text, $1) }
        return best.flatMap { distance(text, $0) * 2 < max(text.count, $0.count) ? $0 : nil }
    }

    /// Insertions, removals and replacements that turn one text into the other.
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (i, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for j in right.indices {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (character == right[j] ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
