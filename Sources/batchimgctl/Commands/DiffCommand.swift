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
        // A computed difference has neither number nor time nor account.
        let all = Column<ChangeAnswer>.all.filter { !["seq", "at", "account"].contains($0.name) }
        let rows = try Rows(
            columns: all, table: all.named(Column<ChangeAnswer>.difference), short: Column.shortDifference,
            hint: "no differences"
        ).narrowed(to: columns)
        let session = try Session(global)
        let json = try session.get("/v1/diff", DiffQuery(from: moments[0], to: moments[1]).queryItems)
        let answer = try DiffAnswer(answer: json)
        // What was listed at a moment that has passed is as fresh as it can be.
        let current = moments.filter { $0.time == nil }.map(\.account)
        if !current.isEmpty { try session.checkFreshness(of: current) }
        if global.format == .json { return Output.json(json) }
        try rows.print(answer.changes, global)
    }
}
