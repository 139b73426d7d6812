import Catalog
import Glibc

/// Columns side by side; on a terminal fitted to its width, with long cells shortened, words coloured, and times
/// relative to now.
///
/// What names a row stays whole wherever it can: of several layouts the first that fits is taken. Where none does, the
/// columns of the last that say the same in every row go first, then the less telling ones; what is left is shortened.
enum Table {
    private static let gap = "  "
    private static let narrowest = 4
    /// Of a cell that says something in several words.
    private static let readable = 28
    /// A longer name, such as the id of a gallery's image, costs no other column its place.
    private static let longest = 56
    /// Columns that name a row.
    private static let naming: Set = [
        "account", "name", "pool", "image", "publisher", "offer", "sku", "node_agent_sku_id", "agent",
    ]

    /// - Parameter layouts: the same in fewer and fewer words; at least one.
    static func text<Item>(_ layouts: [[Column<Item>]], _ items: [Item], _ options: GlobalOptions) -> String {
        let now = Output.isTerminal && !options.absolute ? UTCTime.now : nil
        var body = Body(layouts[0], items, options, now: now)
        if let width = Output.terminalWidth {
            for layout in layouts {
                body = Body(layout, items, options, now: now)
                while body.width > width, body.leaveOut() {}
                if body.width <= width { break }
            }
            let yielding = body.columns.indices.filter { body.columns[$0].yields }
            // What names a row is shortened last.
            let telling = yielding.filter { !naming.contains(body.columns[$0].name) }
            fit(&body.widths, into: width, yielding: telling, to: readable)
            fit(&body.widths, into: width, yielding: yielding, to: narrowest)
        }
        let (columns, header, cells, widths) = (body.columns, body.header, body.cells, body.widths)
        let colors = hasColor(options)
        var text = ""
        func add(_ cells: [Cell], color: (Int) -> String?) {
            for (index, cell) in cells.enumerated() {
                let isLast = index + 1 == cells.count
                let cell = cell.width > widths[index] ? Cell(shortened(cell.text, to: widths[index])) : cell
                let blanks = String(repeating: " ", count: max(0, widths[index] - cell.width))
                let isRight = columns[index].kind == .number
                if isRight { text += blanks }
                text += colors ? painted(cell.text, color(index)) : cell.text
                if !isRight, !isLast { text += blanks }
                if !isLast { text += gap }
            }
            text += "\n"
        }
        for cells in header { add(cells) { _ in "1" } }
        for (item, cells) in zip(items, cells) { add(cells) { color(columns[$0].tone(item)) } }
        return text
    }

    /// The cells of a layout.
    private struct Body<Item> {
        private(set) var columns: [Column<Item>]
        private(set) var header: [[Cell]]
        private(set) var cells: [[Cell]]
        var widths: [Int]

        init(_ columns: [Column<Item>], _ items: [Item], _ options: GlobalOptions, now: UTCTime?) {
            self.columns = columns
            cells = items.map { item in columns.map { Cell($0.cell(item, now: now)) } }
            header = options.noHeader ? [] : [columns.map { Cell($0.title) }]
            let rows = header + cells
            widths = columns.indices.map { index in rows.reduce(0) { max($0, $1[index].width) } }
        }

        var width: Int { widths.reduce(0) { $0 + min($1, longest) } + gap.count * (widths.count - 1) }

        /// Leaves one column out.
        ///
        /// - Returns: `false` when all that are left stay.
        mutating func leaveOut() -> Bool {
            let same = columns.indices.filter { index in
                columns[index].departure != 0 && cells.count > 1
                    && cells.allSatisfy { $0[index].text == cells[0][index].text }
            }
            let candidates = same.isEmpty ? columns.indices.filter { columns[$0].departure > 0 } : same
            guard let index = candidates.max(by: { columns[$0].departure < columns[$1].departure }) else {
                return false
            }
            columns.remove(at: index)
            widths.remove(at: index)
            for row in header.indices { header[row].remove(at: index) }
            for row in cells.indices { cells[row].remove(at: index) }
            return true
        }
    }

    /// Text that is safe to show, and how many cells of the terminal it takes.
    private struct Cell {
        let text: String
        let width: Int

        init(_ text: String) {
            self.text = TextSafety.plain(text)
            width = TextSafety.width(self.text)
        }
    }

    /// Takes from the widest of the columns that yield until everything fits.
    private static func fit(_ widths: inout [Int], into total: Int, yielding: [Int], to narrowest: Int) {
        var excess = widths.reduce(0, +) + gap.count * (widths.count - 1) - total
        while excess > 0, let widest = yielding.max(by: { widths[$0] < widths[$1] }), widths[widest] > narrowest {
            widths[widest] -= 1
            excess -= 1
        }
    }

    static func shortened(_ text: String, to width: Int) -> String {
        guard TextSafety.width(text) > width else { return text }
        let end = Output.isUnicode ? "…" : "~"
        var shortened = ""
        var used = 0
        for character in text {
            let next = TextSafety.width(String(character))
            guard used + next <= width - 1 else { break }
            shortened.append(character)
            used += next
        }
        return shortened + end
    }

    /// A word in its colour, where there are colours; the word itself stands there, always.
    static func colored(_ word: String, _ options: GlobalOptions) -> String {
        hasColor(options) ? painted(word, color(word)) : word
    }

    private static func painted(_ text: String, _ color: String?) -> String {
        color.map { "\u{1B}[\($0)m\(text)\u{1B}[0m" } ?? text
    }

    /// SGR parameters of a word.
    private static func color(_ word: String?) -> String? {
        switch word {
        case "ending", "undated", "suspect", "never", "warning": "33"
        case "grace", "ended", "gone", "failing", "failed", "removed", "finding", "error": "31"
        case "unknown", "ignored": "36"
        case "supported", "ok", "added", "returned": "32"
        default: nil
        }
    }

    static func hasColor(_ options: GlobalOptions) -> Bool {
        switch options.color {
        case .always: true
        case .never: false
        case .auto: Output.isTerminal && getenv("NO_COLOR").map { $0.pointee == 0 } ?? true
        }
    }
}
