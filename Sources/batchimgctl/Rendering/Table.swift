import Catalog
import Glibc

/// Columns side by side; on a terminal fitted to its width, with long cells shortened, words coloured, and times
/// relative to now.
enum Table {
    private static let gap = "  "
    private static let narrowest = 4

    static func text<Item>(_ columns: [Column<Item>], _ items: [Item], _ options: GlobalOptions) -> String {
        let now = Output.isTerminal && !options.absolute ? UTCTime.now : nil
        let cells = items.map { item in columns.map { TextSafety.plain($0.cell(item, now: now)) } }
        let header = options.noHeader ? [] : [columns.map { TextSafety.plain($0.title) }]
        var widths = columns.indices.map { index in (header + cells).map { TextSafety.width($0[index]) }.max() ?? 0 }
        if let width = Output.terminalWidth {
            fit(&widths, into: width, yielding: columns.indices.filter { columns[$0].yields })
        }
        let colors = hasColor(options)
        func line(_ cells: [String], color: (Int) -> String?) -> String {
            var text = ""
            for (index, cell) in cells.enumerated() {
                let cell = shortened(cell, to: widths[index])
                let blanks = String(repeating: " ", count: max(0, widths[index] - TextSafety.width(cell)))
                let shown = colors ? painted(cell, color(index)) : cell
                text +=
                    columns[index].kind == .number ? blanks + shown : shown + (index + 1 < cells.count ? blanks : "")
                if index + 1 < cells.count { text += gap }
            }
            return text + "\n"
        }
        return header.map { line($0) { _ in "1" } }.joined()
            + zip(items, cells).map { item, cells in line(cells) { color(columns[$0].tone(item)) } }.joined()
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
        case "ending", "undated", "suspect", "never": "33"
        case "grace", "ended", "gone", "failing", "failed", "removed", "finding": "31"
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
