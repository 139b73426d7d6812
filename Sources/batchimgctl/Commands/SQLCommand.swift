import ArgumentParser
import Catalog
import ControlAPI

struct SQLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql", abstract: "Runs a query on the views of the database; nothing can be changed.",
        discussion: "Views: images, gone_images, end_of_life, changes, accounts, syncs, node_agents. Example: "
            + "batchimgctl sql \"SELECT sku, days_left FROM images WHERE days_left < 90\"")

    @Argument(help: ArgumentHelp("One statement that reads.", valueName: "QUERY"))
    var query: String

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let file = try DatabaseFile.named(by: global)
        if global.maxAge != nil { try Session(global, file: file).checkFreshness(of: []) }
        let answer = try file.sql(query)
        let columns = answer.columns.enumerated().map { index, name in
            Column<[SQLAnswer.Value]>(name, title: name, kind: answer.kind(of: index)) { $0[index].text }
        }
        if global.format == .json { return Output.json(answer.objects(columns)) }
        try Listing(
            columns: columns, tableColumns: columns, hint: "no rows",
            isNarrowed: true
        ).print(answer.rows, global)
    }
}

/// The answer to a query: `{"columns":["sku",...],"rows":[["2204",5,null],...]}`.
struct SQLAnswer {
    enum Value {
        case null
        /// As it is written in JSON.
        case number(String)
        case text(String)

        init(_ reader: inout JSONReader) throws(JSONReader.Failure) {
            if try reader.null() {
                self = .null
            } else if let text = try reader.stringIfNext() {
                self = .text(text)
            } else {
                self = .number(reader.text(of: try reader.range()))
            }
        }

        var text: String? {
            switch self {
            case .null: nil
            case .number(let text), .text(let text): text
            }
        }
    }

    private(set) var columns: [String] = []
    private(set) var rows: [[Value]] = []

    init(_ json: [UInt8]) throws(JSONReader.Failure) {
        var reader = JSONReader(json)
        try reader.object { key, reader throws(JSONReader.Failure) in
            switch key {
            case "columns": columns = try reader.strings()
            case "rows":
                try reader.array { reader throws(JSONReader.Failure) in
                    var row: [Value] = []
                    try reader.array { reader throws(JSONReader.Failure) in row.append(try Value(&reader)) }
                    rows.append(row)
                }
            default: try reader.skip()
            }
        }
    }

    /// Numbers are aligned, and stay numbers in JSON, where a whole column has nothing else.
    func kind(of index: Int) -> Column<[Value]>.Kind {
        let isNumber = rows.allSatisfy {
            if case .text = $0[index] { false } else { true }
        }
        return isNumber && !rows.isEmpty ? .number : .text
    }

    /// A JSON list of objects.
    func objects(_ columns: [Column<[Value]>]) -> [UInt8] {
        var writer = JSONWriter()
        writer.array {
            for row in rows {
                $0.object {
                    for (index, column) in columns.enumerated() {
                        switch row[index] {
                        case .null: break
                        case .number(let text):
                            $0.key(column.name)
                            $0.raw(text.utf8)
                        case .text(let text): $0.member(column.name, text)
                        }
                    }
                }
            }
        }
        writer.endLine()
        return writer.bytes
    }
}
