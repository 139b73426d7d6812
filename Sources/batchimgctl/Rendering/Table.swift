import Catalog
import Glibc

/// Columns side by side; on a terminal fitted to its width (`TableLayout`), with words coloured, and times relative to
/// now.
enum Table {
    /// - Parameter layouts: the same in fewer and fewer words; at least one.
    static func text<Item>(_ layouts: [[Column<Item>]], _ items: [Item], _ options: GlobalOptions) -> String {
        let now = Output.isTerminal && !options.absolute ? UTCTime.now : nil
        func body(_ columns: [Column<Item>]) -> TableLayout<Item> {
            TableLayout(columns, items, hasHeader: !options.noHeader, now: now)
        }
        var layout = body(layouts[0])
        if let width = Output.width(), layout.width > width {
            layout = TableLayout.fitted([layout] + layouts.dropFirst().map(body), into: width)
        }
        let (columns, widths) = (layout.columns, layout.widths)
        let colors = hasColor(options)
        var text = ""
        func add(_ cells: [TableCell], color: (Int) -> String?) {
            for (index, cell) in cells.enumerated() {
                let isLast = index + 1 == cells.count
                let cell = cell.shortened(to: widths[index], keepsEnd: columns[index].differsAtEnd)
                let blanks = String(repeating: " ", count: max(0, widths[index] - cell.width))
                let isRight = columns[index].kind == .number
                if isRight { text += blanks }
                text += colors ? painted(cell.text, color(index)) : cell.text
                if !isRight, !isLast { text += blanks }
                if !isLast { text += TableLayout<Item>.gap }
            }
            text += "\n"
        }
        for cells in layout.header { add(cells) { _ in "1" } }
        for (item, cells) in zip(items, layout.cells) { add(cells) { color(columns[$0].tone(item)) } }
        return text
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
