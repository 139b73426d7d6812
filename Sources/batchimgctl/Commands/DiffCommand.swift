import ArgumentParser
import Catalog
import ControlAPI

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Shows what would turn one account's images into another's.",
        discussion: "Each is an account, now or at a moment. Example: "
            + "batchimgctl diff contoso-we@2026-01-01 contoso-we")

    @Argument(help: ArgumentHelp("ACCOUNT or ACCOUNT@TIME", valueName: "A"))
    var from: String

    @Argument(help: ArgumentHelp("ACCOUNT or ACCOUNT@TIME", valueName: "B"))
    var to: String

    @OptionGroup var columns: ColumnOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        for text in [from, to] where AccountMoment(text) == nil {
            throw ValidationError("cannot use '\(text)': expected \(AccountMoment.expected)")
        }
    }

    func run() throws {
        let moments = [from, to].compactMap(AccountMoment.init)
        let output = try Rows(
            columns: Self.allColumns, table: Self.tableColumns, short: Self.shortColumns, hint: "no differences"
        ).output(columns)
        let session = try Session(global)
        let json = try session.get("/v1/diff", DiffQuery(from: moments[0], to: moments[1]).queryItems)
        let answer = try DiffAnswer(answer: json)
        // What was listed at a moment that has passed is as fresh as it can be.
        let current = moments.filter { $0.time == nil }.map(\.account)
        if !current.isEmpty { try session.checkFreshness(of: current) }
        if global.format == .json { return Output.json(json) }
        try output.print(answer.changes, global)
    }
}

extension DiffCommand {
    /// The columns of the view `changes` that a computed difference has.
    private static var allColumns: [Column<ChangeAnswer>] {
        Column<ChangeAnswer>.all.filter { !["seq", "at", "account"].contains($0.name) }
    }

    private static var tableColumns: [Column<ChangeAnswer>] {
        allColumns.named(["kind", "image", "node_agent_sku_id", "old", "new"])
    }

    private static var shortColumns: [Column<ChangeAnswer>] {
        allColumns.named(["kind"]) + [
            Column("image") { ImageName.short($0.image) },
            Column("what") {
                ChangeText.of($0) ?? NodeAgentName.short($0.nodeAgentSKUId)
            },
        ]
    }
}
