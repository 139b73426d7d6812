import ArgumentParser
import Catalog
import ControlAPI

struct ResolveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Prints the node agent SKU that an image needs.",
        discussion: "Exit 4 when no account lists the image, 5 when there are several. Example: "
            + "batchimgctl resolve canonical:ubuntu-24_04-lts:server")

    @Argument(help: ArgumentHelp("publisher:offer:sku[:version]", valueName: "IMAGE"))
    var image: String

    @Option(name: .account, help: "Only in this account; may be repeated.", completion: CachedValues.accounts)
    var account: [String] = []

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let session = try Session(global)
        let query = NamedImageQuery(image, accounts: account)
        let json = try NamedImage.get("/v1/resolve", image, query.queryItems, session)
        let answer = try ResolveAnswer(answer: json)
        try session.checkFreshness(answer.accounts)
        NamedImage.note(image, answered: [answer.image], session)
        switch global.format {
        case .json: Output.json(json)
        case .ndjson: Output.json(try ListAnswer(json, list: "agents").lines())
        case .table where !Output.isTerminal:
            Output.result(answer.agents.map { "\(TextSafety.plain($0.nodeAgentSKUId))\n" }.joined())
        default:
            try Rows(columns: Self.columns).print(answer.agents, global)
        }
        if answer.agents.count > 1 { throw ExitCode(5) }
    }

    private static var columns: [Column<ResolveAnswer.Agent>] {
        [
            Column("node_agent_sku_id", title: "NODE AGENT") { $0.nodeAgentSKUId },
            Column("accounts") { $0.accounts.joined(separator: ",") },
        ]
    }
}
