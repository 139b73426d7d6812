import Glibc

/// Columns side by side; on a terminal fitted to its width, with long cells shortened and states coloured.
enum Table {
    private static let gap = "  "
    private static let narrowest = 8

    static func text<Item>(_ columns: [Column<Item>], _ items: [Item], _ options: GlobalOptions) -> String {
        let cells = items.map { item in columns.map { TextSafety.plain($0.shown(item) ?? "-") } }
        let header = options.noHeader ? [] : [columns.map(\.title)]
        var widths = columns.indices.map { index in (header + cells).map { TextSafety.width($0[index]) }.max() ?? 0 }
        if let width = Output.terminalWidth { fit(&widths, into: width) }
        let colors = hasColor(options)
        func line(_ cells: [String], isHeader: Bool) -> String {
            var text = ""
            for (index, cell) in cells.enumerated() {
                let cell = shortened(cell, to: widths[index])
                let blanks = String(repeating: " ", count: max(0, widths[index] - TextSafety.width(cell)))
                let color = colors ? (isHeader ? "1" : columns[index].kind == .state ? Self.color(cell) : nil) : nil
                let shown = color.map { "\u{1B}[\($0)m\(cell)\u{1B}[0m" } ?? cell
                text +=
                    columns[index].kind == .number ? blanks + shown : shown + (index + 1 < cells.count ? blanks : "")
                if index + 1 < cells.count { text += gap }
            }
            return text + "\n"
        }
        return header.map { line($0, isHeader: true) }.joined() + cells.map { line($0, isHeader: false) }.joined()
    }

    /// Takes from the widest column until everything fits.
    private static func fit(_ widths: inout [Int], into total: Int) {
        var excess = widths.reduce(0, +) + gap.count * (widths.count - 1) - total
        while excess > 0, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > narrowest {
            widths[widest] -= 1
            excess -= 1
        }
    }

    private static func shortened(_ text: String, to width: Int) -> String {
        guard TextSafety.width(text) > width else { return text }
        var shortened = ""
        var used = 0
        for character in text {
            let next = TextSafety.width(String(character))
            guard used + next <= width - 1 else { break }
            shortened.append(character)
            used += next
        }
        return shortened + "…"
    }

    /// SGR parameters; the state's word stands beside its colour, always.
    private static func color(_ state: String) -> String? {
        switch state {
        case "ending", "undated", "suspect", "never": "33"
        case "grace", "ended", "gone", "failing", "removed": "31"
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
