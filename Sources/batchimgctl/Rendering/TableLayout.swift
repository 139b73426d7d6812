import Catalog

/// Which columns a table has on a terminal, and how wide they are.
///
/// What names a row stays whole wherever it can: the layout is taken that cuts the fewest names. Where one does not fit,
/// the columns that say the same in every row go first, then the less telling ones; what is left is shortened. A name
/// that is too long for the terminal whatever else goes, or longer than any that a person gives, such as the id of a
/// gallery's image, costs no other column its place.
struct TableLayout<Item> {
    static var gap: String { "  " }
    private static var narrowest: Int { 4 }
    /// Of a cell of which something is to be told.
    private static var least: Int { 12 }
    /// Of one that says what became of what: a day, and another day.
    private static var leastOfChange: Int { 24 }
    /// Of a cell that says something in several words.
    private static var readable: Int { 28 }
    /// What such a cell may cost other columns.
    private static var longest: Int { 56 }
    /// Of a pool's name (REST reference).
    private static var longestName: Int { 64 }
    /// What a name that is too long may cost other columns.
    private static var nameable: Int { 32 }

    private(set) var columns: [Column<Item>]
    private(set) var header: [[TableCell]]
    private(set) var cells: [[TableCell]]
    private(set) var widths: [Int]
    /// What each column needs of its width.
    private var needs: [Int]

    init(_ columns: [Column<Item>], _ items: [Item], hasHeader: Bool, now: UTCTime?) {
        self.columns = columns
        let cells = items.map { item in columns.map { TableCell($0.cell(item, now: now)) } }
        let header = hasHeader ? [columns.map { TableCell($0.title) }] : []
        let widths = columns.indices.map { index in (header + cells).reduce(0) { max($0, $1[index].width) } }
        (self.cells, self.header, self.widths) = (cells, header, widths)
        needs = columns.indices.map {
            columns[$0].yields && !columns[$0].namesRow ? min(widths[$0], Self.longest) : widths[$0]
        }
    }

    var width: Int { Self.sum(widths) }

    private static func sum(_ widths: [Int]) -> Int { widths.reduce(0, +) + gap.count * (widths.count - 1) }

    /// - Parameter layouts: the same in fewer and fewer words; at least one.
    static func fitted(_ layouts: [TableLayout], into width: Int) -> TableLayout {
        let last = layouts[layouts.count - 1]
        let long = last.rowsOfLongNames(in: width)
        let fitted = layouts.map { $0.fitted(into: width, neglecting: long) }
        let candidates = fitted.dropLast().filter { sum($0.needs) <= width } + fitted.suffix(1)
        return candidates.map { $0.shortened(to: width) }
            .min { $0.rowsOfCutNames.count < $1.rowsOfCutNames.count } ?? last
    }

    /// The rows whose names are not whole in this width whatever goes, or are very long.
    private func rowsOfLongNames(in width: Int) -> Set<Int> {
        var bare = self
        while bare.leaveOutSame() || bare.leaveOutLeast() {}
        return bare.shortened(to: width).rowsOfCutNames.union(rows { _ in Self.longestName })
    }

    private func fitted(into width: Int, neglecting rows: Set<Int>) -> TableLayout {
        var layout = self
        layout.neglect(rows)
        while layout.width > width, layout.leaveOutSame() {}
        while Self.sum(layout.needs) > width, layout.leaveOutLeast() {}
        return layout
    }

    private func shortened(to width: Int) -> TableLayout {
        var layout = self
        layout.shorten(to: width)
        return layout
    }

    /// Leaves a column out that says the same in every row.
    ///
    /// - Returns: `false` when there is none.
    private mutating func leaveOutSame() -> Bool {
        leaveOut(
            of: columns.indices.filter { index in
                columns[index].departure != 0 && cells.count > 1
                    && cells.allSatisfy { $0[index].text == cells[0][index].text }
            })
    }

    /// Leaves the least telling column out.
    ///
    /// - Returns: `false` when all that are left stay.
    private mutating func leaveOutLeast() -> Bool { leaveOut(of: columns.indices.filter { columns[$0].departure > 0 }) }

    private mutating func leaveOut(of candidates: [Int]) -> Bool {
        guard let index = candidates.max(by: { columns[$0].departure < columns[$1].departure }) else { return false }
        columns.remove(at: index)
        widths.remove(at: index)
        needs.remove(at: index)
        for row in header.indices { header[row].remove(at: index) }
        for row in cells.indices { cells[row].remove(at: index) }
        return true
    }

    private var rowsOfCutNames: Set<Int> { rows { widths[$0] } }

    /// The rows that have a wider name.
    private func rows(wider width: (_ column: Int) -> Int) -> Set<Int> {
        let naming = columns.indices.filter { columns[$0].namesRow }
        return Set(cells.indices.filter { row in naming.contains { cells[row][$0].width > width($0) } })
    }

    /// Has the names in these rows need little.
    private mutating func neglect(_ rows: Set<Int>) {
        guard !rows.isEmpty else { return }
        for index in columns.indices where columns[index].namesRow {
            needs[index] = cells.indices.reduce(header.first?[index].width ?? 0) { need, row in
                let width = cells[row][index].width
                return max(need, rows.contains(row) ? min(width, Self.nameable) : width)
            }
        }
    }

    /// First what is not needed, then what is told in several words, very long names, then whatever cuts the fewest cells.
    private mutating func shorten(to total: Int) {
        let yielding = columns.indices.filter { columns[$0].yields }
        let needs = needs
        let least = columns.map { $0.differsAtEnd && !$0.namesRow ? Self.leastOfChange : Self.least }
        shorten(to: total, yielding) { needs[$0] }
        shorten(to: total, yielding.filter { !columns[$0].namesRow }) { _ in Self.readable }
        shorten(to: total, yielding) { _ in Self.longestName }
        let counts = yielding.map { index in
            (header + cells).reduce(into: [Int: Int]()) { $0[$1[index].width, default: 0] += 1 }
        }
        let costs = Dictionary(uniqueKeysWithValues: zip(yielding, counts))
        shorten(to: total, yielding, cost: { costs[$0]?[$1] ?? 0 }) { least[$0] }
        shorten(to: total, yielding) { _ in Self.narrowest }
    }

    /// Takes from the column where it costs least, of those from the widest, until everything fits.
    private mutating func shorten(
        to total: Int, _ yielding: [Int], cost: (_ column: Int, _ width: Int) -> Int = { _, _ in 0 },
        least: (_ column: Int) -> Int
    ) {
        var excess = width - total
        while excess > 0 {
            let candidates = yielding.filter { widths[$0] > least($0) }
            let next = candidates.min { (cost($0, widths[$0]), -widths[$0]) < (cost($1, widths[$1]), -widths[$1]) }
            guard let next else { return }
            widths[next] -= 1
            excess -= 1
        }
    }
}
