import ControlAPI

/// A list answer with the columns it can be shown in.
struct Listing<Item> {
    let json: [UInt8]
    let what: String
    let items: [Item]
    /// Every column, in the order of the view.
    let columns: [Column<Item>]
    /// The columns of a table, in its order.
    let tableColumns: [Column<Item>]
    /// Said on stderr when a table would be empty.
    let hint: String

    func print(_ options: GlobalOptions) throws(ClientError) {
        switch options.format {
        case .json: Output.result(json)
        case .ndjson:
            var lines: [UInt8] = []
            for line in try AnswerText(json, what: what).lines { lines += line + [0x0A] }
            Output.result(lines)
        case .csv: Output.result(rows(columns, options, separator: ",", CSV.field))
        case .tsv: Output.result(rows(columns, options, separator: "\t", TSV.field))
        case .markdown:
            Output.result(
                Markdown.table(columns.map(\.name), items.map { item in columns.map { $0.value(item) ?? "" } }, options)
            )
        case .table:
            guard !items.isEmpty else { return Output.note(hint) }
            Output.result(Table.text(tableColumns, items, options))
        }
    }

    private func rows(
        _ columns: [Column<Item>], _ options: GlobalOptions, separator: String, _ field: (String) -> String
    ) -> String {
        let header = options.noHeader ? [] : [columns.map { field($0.name) }]
        let lines = header + items.map { item in columns.map { field($0.value(item) ?? "") } }
        return lines.map { $0.joined(separator: separator) + "\n" }.joined()
    }
}

/// RFC 4180, with line feeds.
enum CSV {
    static func field(_ text: String) -> String {
        text.unicodeScalars.contains { "\",\n\r".unicodeScalars.contains($0) }
            ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }
}

/// Tabs, line ends and backslashes are escaped by a backslash.
enum TSV {
    static func field(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing("\n", with: "\\n")
            .replacing("\r", with: "\\r")
    }
}

enum Markdown {
    static func table(_ header: [String], _ rows: [[String]], _ options: GlobalOptions) -> String {
        func line(_ cells: [String]) -> String {
            "| \(cells.map { TextSafety.plain($0).replacing("|", with: "\\|") }.joined(separator: " | ")) |\n"
        }
        let head = line(header) + line(header.map { _ in "---" })
        return (options.noHeader ? "" : head) + rows.map(line).joined()
    }
}
