import Catalog
import ControlAPI

extension Column<PoolAnswer> {
    /// The columns of the view `pools`.
    static var all: [Column<PoolAnswer>] {
        [
            Column("account") { $0.account }, Column("pool") { $0.pool }, Column("state") { $0.state },
            Column("allocation_state") { $0.allocationState }, Column("vm_size") { $0.vmSize },
            Column("dedicated_nodes", title: "NODES", kind: .number) { $0.dedicatedNodes.map(String.init) },
            Column("low_priority_nodes", title: "LOW-PRIORITY", kind: .number) { $0.lowPriorityNodes.map(String.init) },
            Column("auto_scale", kind: .number) { $0.autoScale.map { $0 ? "1" : "0" } },
            Column("created", kind: .time) { $0.created }, Column("image", shown: { $0.shownImage }) { $0.image },
            Column("publisher") { $0.imageReference?.publisher }, Column("offer") { $0.imageReference?.offer },
            Column("sku") { $0.imageReference?.sku }, Column("version") { $0.imageReference?.version },
            Column("virtual_machine_image_id") { $0.imageReference?.virtualMachineImageId },
            Column("node_agent_sku_id", title: "NODE AGENT") { $0.nodeAgentSKUId },
            Column("containers", kind: .number) { $0.containers ? "1" : "0" },
            Column("verdict", kind: .word, tone: { $0.level.text }) { $0.verdict.text },
            Column("level", kind: .state) { $0.level.text },
            Column("reasons", kind: .json, shown: { $0.reasons.joined(separator: ", ") }) {
                JSONWriter.text(of: $0.reasons)
            },
            Column("end_of_life", title: "ENDS", kind: .date) { $0.endOfLife },
            Column("days_left", title: "DAYS", kind: .number) { $0.daysLeft.map(String.init) },
            Column("first_seen", kind: .time) { $0.firstSeen },
            Column("uses_since", kind: .time) { $0.usesSince }, Column("last_seen", kind: .time) { $0.lastSeen },
        ]
    }

    /// The columns of a table; the account only where there are several.
    ///
    /// - Parameter moves: the image that a pool can move to, by account and pool.
    static func table(severalAccounts: Bool, moves: [[String]: String]) -> [Column<PoolAnswer>] {
        head(severalAccounts)
            + all.table([
                "image": 0, "node_agent_sku_id": 0, "dedicated_nodes": 4, "low_priority_nodes": 5, "vm_size": 7,
                "reasons": 6,
            ]) + move(moves) { $0 }
    }

    /// The same in fewer words.
    static func shortTable(severalAccounts: Bool, moves: [[String]: String]) -> [Column<PoolAnswer>] {
        head(severalAccounts) + [
            Column("image") { $0.shownImage.map(ImageName.short) },
            Column("agent") { $0.nodeAgentSKUId.map(NodeAgentName.short) },
        ] + move(moves, ImageName.short)
    }

    private static func move(
        _ moves: [[String]: String], _ text: @escaping (String) -> String
    ) -> [Column<PoolAnswer>] {
        guard !moves.isEmpty else { return [] }
        return [Column("move_to") { moves[[$0.account, $0.pool]].map(text) }.leaving(3)]
    }

    private static func head(_ severalAccounts: Bool) -> [Column<PoolAnswer>] {
        all.named(severalAccounts ? ["account"] : [])
            + all.table(["pool": 0, "verdict": 0, "end_of_life": 2, "days_left": 1])
    }
}

extension PoolAnswer {
    /// As in the view; absent for Cloud Services.
    var image: String? { imageReference?.text }

    /// What a table says of it.
    fileprivate var shownImage: String? { image ?? (verdict.known == .retired ? "(Cloud Services)" : nil) }
}
