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
            json: [], what: "rows", items: answer.rows, columns: columns, tableColumns: columns, hint: "no rows",
            isNarrowed: true
        ).print(global)
    }
}

/// The answer to a query.
struct SQLAnswer: Decodable {
    enum Value: Decodable {
        case null
        case number(String)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let number = try? container.decode(Int.self) {
                self = .number(String(number))
            } else if let number = try? container.decode(Double.self) {
                self = .number(String(number))
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        var text: String? {
            switch self {
            case .null: nil
            case .number(let text), .text(let text): text
            }
        }
    }

    let columns: [String]
    let rows: [[Value]]

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
