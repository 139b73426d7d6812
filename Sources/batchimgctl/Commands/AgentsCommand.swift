import ArgumentParser
import ControlAPI

struct AgentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agents", abstract: "Lists the node agent SKUs and how many images each has.",
        discussion: "Example: batchimgctl agents --account contoso-we")

    @Option(name: .account, help: "Only of this account; may be repeated.", completion: CachedValues.accounts)
    var account: [String] = []

    @OptionGroup var columns: ColumnOptions
    @OptionGroup var global: GlobalOptions

    private static var tableColumns: [Column<AgentAnswer>] {
        let all = Column<AgentAnswer>.all
        return all.named(["account"]).map { $0.leaving(-1) } + all.named(["node_agent_sku_id"])
            + all.named(["os_type"]).map { $0.leaving(3) } + all.named(["images"])
            + all.named(["verified_images"]).map { $0.leaving(1) }
            + all.named(["last_end_of_life"]).map { $0.leaving(2) }
    }

    func run() throws {
        var query = PageQuery()
        query.accounts = account
        try Rows(
            columns: Column<AgentAnswer>.all, table: Self.tableColumns,
            hint: "no node agents: no account has been refreshed yet"
        ).print(query.queryItems, columns, global)
    }
}

extension Column<AgentAnswer> {
    /// The columns of the view `node_agents`.
    static var all: [Column<AgentAnswer>] {
        [
            Column("account") { $0.account }, Column("node_agent_sku_id", title: "NODE AGENT") { $0.nodeAgentSKUId },
            Column("os_type", title: "OS", kind: .word) { $0.osType },
            Column("images", kind: .number) { String($0.images) },
            Column("verified_images", title: "VERIFIED", kind: .number) { String($0.verifiedImages) },
            Column("last_end_of_life", kind: .word, shown: { $0.lastEndOfLife.map { String($0.prefix(10)) } }) {
                $0.lastEndOfLife
            },
        ]
    }
}
