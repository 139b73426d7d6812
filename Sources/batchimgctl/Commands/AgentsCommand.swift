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

    func run() throws {
        var query = PageQuery()
        query.accounts = account
        let all = Column<AgentAnswer>.all
        try Rows(
            columns: all,
            table: all.table([
                "account": -1, "node_agent_sku_id": 0, "os_type": 3, "images": 0, "verified_images": 1,
                "last_end_of_life": 2,
            ]),
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
            Column("last_end_of_life", kind: .date) { $0.lastEndOfLife },
        ]
    }
}
