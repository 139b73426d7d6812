/// Finds the name that somebody probably meant.
package enum NearestName {
    /// - Returns: the known name with the fewest edits, when it is less than half of the text.
    package static func of(_ text: String, among known: some Sequence<String>) -> String? {
        of(text, among: known, most: 1).first.flatMap {
            distance(text, $0) * 2 < max(text.count, $0.count) ? $0 : nil
        }
    }

    /// - Returns: the known names, the nearest first, at most so many.
    package static func of(_ text: String, among known: some Sequence<String>, most: Int) -> [String] {
        let text = String(text.prefix(200))
        let distances = Set(known).map { (name: $0, distance: distance(text, $0)) }
        return distances.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(most).map(\.name)
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
