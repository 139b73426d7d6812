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
        let chosen = try columns.chosen(from: Column<DifferenceAnswer>.all)
        let session = try Session(global)
        let json = try session.get("/v1/diff", DiffQuery(from: moments[0], to: moments[1]).queryItems)
        let answer = try session.decode(DiffAnswer.self, from: json)
        // What was listed at a moment that has passed is as fresh as it can be.
        let current = moments.filter { $0.time == nil }.map(\.account)
        if !current.isEmpty { try session.checkFreshness(of: current) }
        if global.format == .json { return Output.json(json) }
        try Listing(
            json: json, what: "changes", items: answer.changes, columns: chosen ?? Column<DifferenceAnswer>.all,
            tableColumns: chosen ?? Self.tableColumns,
            hint: "no differences", isNarrowed: true
        ).print(global)
    }
}

extension DiffCommand {
    private static var tableColumns: [Column<DifferenceAnswer>] {
        let all = Column<DifferenceAnswer>.all
        guard Output.isNarrow else { return all.named(["kind", "image", "node_agent_sku_id", "old", "new"]) }
        return all.named(["kind"]) + [
            Column("image") { ImageName.short($0.image) },
            Column("what") {
                ChangeText.of($0.kind, old: $0.old, new: $0.new) ?? NodeAgentName.short($0.nodeAgentSKUId)
            },
        ]
    }
}

/// `GET /v1/diff`.
struct DiffAnswer: Decodable {
    let changes: [DifferenceAnswer]
}

struct DifferenceAnswer: Decodable {
    let kind: String
    let publisher: String?
    let offer: String?
    let sku: String?
    let version: String?
    let nodeAgentSKUId: String
    let old: String?
    let new: String?
    let image: String
}

extension Column<DifferenceAnswer> {
    /// The columns of the view `changes` that a computed difference has.
    static var all: [Column<DifferenceAnswer>] {
        [
            Column("kind", kind: .state) { $0.kind }, Column("publisher") { $0.publisher },
            Column("offer") { $0.offer }, Column("sku") { $0.sku }, Column("version") { $0.version },
            Column("node_agent_sku_id", title: "NODE AGENT") { $0.nodeAgentSKUId },
            Column("old", shown: { ChangeText.short($0.old) }) { $0.old },
            Column("new", shown: { ChangeText.short($0.new) }) { $0.new }, Column("image") { $0.image },
        ]
    }
}
