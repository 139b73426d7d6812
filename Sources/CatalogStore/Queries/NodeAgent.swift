import GRDB

/// A row of the view `node_agents`.
package struct NodeAgent: Sendable {
    package let account: String
    package let nodeAgentSKUId: String
    package let osType: String
    package let images: Int
    package let verifiedImages: Int
    /// The latest end of life when every image of the agent has one.
    package let lastEndOfLife: String?

    init(_ row: Row) {
        (account, nodeAgentSKUId, osType, images) = (row[0], row[1], row[2], row[3])
        (verifiedImages, lastEndOfLife) = (row[4], row[5])
    }

    /// Where a page of agents ended: their order is by account, then agent.
    package struct Key: Sendable {
        package let account: String
        package let nodeAgentSKUId: String

        package init(account: String, nodeAgentSKUId: String) {
            (self.account, self.nodeAgentSKUId) = (account, nodeAgentSKUId)
        }
    }
}

extension StoreReader {
    /// - Parameter accounts: exactly these.
    /// - Returns: up to the limit by account and agent, and whether there are more.
    package func nodeAgents(
        of accounts: [String], after key: NodeAgent.Key?, limit: Int
    ) throws -> (agents: [NodeAgent], hasMore: Bool) {
        let sql = """
            SELECT account, node_agent_sku_id, os_type, images, verified_images, last_end_of_life FROM node_agents
            WHERE account IN (\(Self.marks(accounts.count))) AND (account, node_agent_sku_id) > (?, ?)
            ORDER BY account, node_agent_sku_id LIMIT ?
            """
        let arguments =
            StatementArguments(accounts) + [key?.account ?? "", key?.nodeAgentSKUId ?? "", limit + 1]
        return page(try rows(sql, arguments, NodeAgent.init), limit: limit)
    }
}
