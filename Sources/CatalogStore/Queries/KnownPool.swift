package import Catalog
import GRDB

/// A live pool of an account, and the verdict on it.
package struct KnownPool: Sendable {
    package let account: String
    package let pool: String
    package let state: String?
    package let allocationState: String?
    package let vmSize: String?
    package let dedicatedNodes: Int?
    package let lowPriorityNodes: Int?
    package let autoScale: Bool?
    package let created: UTCTime?
    /// `nil` when it has none that can be told.
    package let reference: ImageReference?
    package let nodeAgentSKUId: String?
    package let hasContainers: Bool
    /// A raw value of `Verdict`.
    package let verdict: String
    /// A raw value of `Verdict.Level`.
    package let level: String
    /// JSON array of raw values of `Verdict`.
    package let reasonsJSON: String
    package let endOfLife: UTCTime?
    package let daysLeft: Int?
    package let firstSeen: UTCTime
    package let usesSince: UTCTime
    package let lastSeen: UTCTime
    private let name: String

    static let columns = """
        account, pool, state, allocation_state, vm_size, dedicated_nodes, low_priority_nodes, auto_scale, created,
            publisher, offer, sku, version, virtual_machine_image_id, shared_gallery_image_id,
            community_gallery_image_id, node_agent_sku_id, containers, verdict, level, reasons, end_of_life, days_left,
            first_seen, uses_since, last_seen, key
        """

    init(_ row: Row) {
        (account, pool, state, allocationState, vmSize) = (row[0], row[1], row[2], row[3], row[4])
        (dedicatedNodes, lowPriorityNodes, autoScale, created) = (row[5], row[6], row[7], row[8])
        let reference = ImageReference(
            publisher: row[9], offer: row[10], sku: row[11], version: row[12], virtualMachineImageId: row[13],
            sharedGalleryImageId: row[14], communityGalleryImageId: row[15])
        self.reference = reference.isComplete ? reference : nil
        (nodeAgentSKUId, hasContainers, verdict, level) = (row[16], row[17], row[18], row[19])
        (reasonsJSON, endOfLife, daysLeft, firstSeen) = (row[20], row[21], row[22], row[23])
        (usesSince, lastSeen, name) = (row[24], row[25], row[26])
    }

    /// Where it stands in every order.
    package var key: PoolKey {
        let rank = Verdict.Level.allCases.firstIndex { $0.rawValue == level } ?? 0
        return PoolKey(rank: rank, endOfLife: endOfLife?.seconds, account: account, pool: name)
    }
}

/// Which live pools, in what order, from where on, how many.
package struct PoolSelection: Sendable {
    package enum Order: Sendable {
        case name, risk
    }

    /// Exactly these accounts.
    package var accounts: [String]
    /// Empty: whatever the verdict.
    package var verdicts: [Verdict] = []
    /// Empty: whatever the level.
    package var levels: [Verdict.Level] = []
    /// Compared without case; empty: whatever the node agent.
    package var agents: [String] = []
    /// These rows of pools; `nil`: any.
    var only: [Int64]?
    /// Part of the name of pool, image or node agent, compared without case.
    package var substring: String?
    /// The day for which verdicts are computed, in whole days since 1970.
    package var day: Int
    /// Days before an end of life in which it counts as ending.
    package var window: Int
    package var order = Order.name
    /// The key of the last pool of the page before; absent for the first page.
    package var after: PoolKey?
    package var limit: Int

    package init(accounts: [String], day: Int, window: Int, limit: Int) {
        (self.accounts, self.day, self.window, self.limit) = (accounts, day, window, limit)
    }
}

/// Where a pool stands in an order.
package struct PoolKey: Hashable, Sendable {
    /// Of its level; 0 is the worst.
    package let rank: Int
    /// Seconds since 1970; absent when it has no date.
    package let endOfLife: Int?
    package let account: String
    /// Folded.
    package let pool: String

    package init(rank: Int, endOfLife: Int?, account: String, pool: String) {
        (self.rank, self.endOfLife, self.account, self.pool) = (rank, endOfLife, account, pool)
    }
}
