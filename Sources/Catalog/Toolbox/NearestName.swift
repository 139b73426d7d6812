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

    /// Insertions, removals, replacements and exchanges of neighbours that turn one text into the other.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var before: [Int] = []
        var row = Array(0...right.count)
        for i in left.indices {
            var next = [i + 1]
            for j in right.indices {
                var least = min(row[j + 1] + 1, next[j] + 1, row[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    least = min(least, before[j - 1] + 1)
                }
                next.append(least)
            }
            (before, row) = (row, next)
        }
        return row[right.count]
    }
}
