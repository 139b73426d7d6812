import Catalog
import ControlAPI

/// How a list is shown in each format.
struct RowOutput<Item> {
    /// Every column, in the order of the view.
    let columns: [Column<Item>]
    /// The columns of a table, in its order.
    let tableColumns: [Column<Item>]
    /// The same in fewer words, for a terminal that has no room for them.
    var shortColumns: [Column<Item>]?
    /// Said on stderr when a table would be empty; `nil` when enough was said.
    let hint: String?
    /// Whether the columns were asked for by name.
    var isNarrowed = false

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
        case .csv: Output.data(rows(items, options, separator: ",", CSV.field), escape: TextSafety.escape)
        case .tsv: Output.data(rows(items, options, separator: "\t", TSV.field), escape: TextSafety.escape)
        case .markdown:
            Output.result(
                Markdown.table(columns.map(\.name), items.map { item in columns.map { $0.value(item) ?? "" } }, options)
            )
        case .table:
            if items.isEmpty, let hint { Output.note(hint) }
            guard !items.isEmpty else { return }
            Output.result(Table.text([tableColumns] + [shortColumns].compactMap(\.self), items, options))
        case .az, .sarif, .junit, .github: throw options.format.isOfAnother
        }
    }

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
                    case .text, .word, .state, .time: $0.string(value)
                    }
                }
            }
            writer.endLine()
        }
        return writer.bytes
    }

    private func rows(
        _ items: [Item], _ options: GlobalOptions, separator: String, _ field: (String) -> String
    ) -> [UInt8] {
        var text: [UInt8] = []
        func add(_ cells: [String]) {
            text.append(contentsOf: cells.map(field).joined(separator: separator).utf8)
            text.append(0x0A)
        }
        if !options.noHeader { add(columns.map(\.name)) }
        for item in items { add(columns.map { $0.value(item) ?? "" }) }
        return text
    }
}
