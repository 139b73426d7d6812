import Catalog
import Glibc

/// Columns side by side; on a terminal fitted to its width, with long cells shortened, words coloured, and times
/// relative to now.
enum Table {
    private static let gap = "  "
    private static let narrowest = 4

    static func text<Item>(_ columns: [Column<Item>], _ items: [Item], _ options: GlobalOptions) -> String {
        let now = Output.isTerminal && !options.absolute ? UTCTime.now : nil
        let cells = items.map { item in columns.map { Cell($0.cell(item, now: now)) } }
        let header = options.noHeader ? [] : [columns.map { Cell($0.title) }]
        var widths = columns.indices.map { index in (header + cells).reduce(0) { max($0, $1[index].width) } }
        if let width = Output.terminalWidth {
            fit(&widths, into: width, yielding: columns.indices.filter { columns[$0].yields })
        }
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
    private static func fit(_ widths: inout [Int], into total: Int, yielding: [Int]) {
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
