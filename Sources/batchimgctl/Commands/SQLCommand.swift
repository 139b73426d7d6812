import ArgumentParser
import Catalog
import ControlAPI

struct SQLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql", abstract: "Runs a query on the views of the database; nothing can be changed.",
        discussion:
            "Views: images, gone_images, end_of_life, changes, accounts, syncs, node_agents, pools, pool_uses, alerts. "
            + "Example: batchimgctl sql \"SELECT sku, days_left FROM images WHERE days_left < 90\"")

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
        try Rows(columns: columns, hint: "no rows").print(answer.rows, global)
    }
}
