import Catalog
import ControlAPI

/// The rows of a list, and how they are shown in each format.
struct Rows<Item> {
    /// Every column, in the order of the view.
    var columns: [Column<Item>]
    /// The columns of a table, in its order; `nil`: all.
    var table: [Column<Item>]?
    /// The same in fewer words, for a terminal that has no room for them.
    var short: [Column<Item>]?
    /// Said on stderr when a table would be empty; `nil` when enough was said.
    var hint: String?
    /// Whether the columns were asked for by name.
    var isNarrowed = false

    /// With the columns that were asked for by name, if any were.
    func narrowed(to options: ColumnOptions) throws -> Rows {
        try options.chosen(from: columns).map { Rows(columns: $0, hint: hint, isNarrowed: true) } ?? self
    }

    /// A list that the daemon answered with; as JSON it is handed through as it came.
    func print(_ answer: ListAnswer, _ options: GlobalOptions) throws(ClientError) where Item: ListElement {
        switch options.format {
        case .json: Output.json(answer.json)
        case .ndjson where !isNarrowed: Output.json(try answer.lines())
        default: try print(try answer.elements(), options)
        }
    }

    /// Items that are at hand; as JSON, of the columns by their names.
    func print(_ items: [Item], _ options: GlobalOptions) throws(ClientError) {
        switch options.format {
        case .json, .ndjson: Output.json(objects(items))
        case .csv: print(items, options, separator: ",", Field.csv)
        case .tsv: print(items, options, separator: "\t", Field.tsv)
        case .markdown:
            func line(_ cells: [String]) -> String { "| \(cells.map(Field.markdown).joined(separator: " | ")) |\n" }
            let head = line(columns.map(\.name)) + line(columns.map { _ in "---" })
            Output.result((options.noHeader ? "" : head) + items.map { line(values(of: $0)) }.joined())
        case .table:
            guard items.isEmpty else {
                return Output.result(Table.text([table ?? columns] + [short].compactMap(\.self), items, options))
            }
            if let hint { Output.note(hint) }
        case .az, .sarif, .junit, .github: throw options.format.isOfAnother
        }
    }

    private func values(of item: Item) -> [String] { columns.map { $0.value(item) ?? "" } }

    /// An object a line.
    private func objects(_ items: [Item]) -> [UInt8] {
        var writer = JSONWriter()
        for item in items {
            writer.object {
                for column in columns {
                    guard let value = column.value(item) else { continue }
                    $0.key(column.name)
                    switch column.kind {
                    case .number, .json: $0.raw(value.utf8)
                    case .text, .word, .state, .date, .time: $0.string(value)
                    }
                }
            }
            writer.endLine()
        }
        return writer.bytes
    }

    private func print(
        _ items: [Item], _ options: GlobalOptions, separator: String, _ field: (String) -> String
    ) {
        var text: [UInt8] = []
        func add(_ cells: [String]) {
            text.append(contentsOf: cells.map(field).joined(separator: separator).utf8)
            text.append(0x0A)
        }
        if !options.noHeader { add(columns.map(\.name)) }
        for item in items { add(values(of: item)) }
        Output.data(text, escape: TextSafety.escape)
    }
}
