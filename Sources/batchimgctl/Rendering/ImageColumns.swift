import Catalog
import ControlAPI

extension Column<ImageAnswer> {
    /// The columns of the view `images`, then the state.
    static var all: [Column<ImageAnswer>] {
        [
            Column("account") { $0.account },
            Column("publisher") { $0.imageReference.publisher },
            Column("offer", shown: { $0.imageReference.offer ?? $0.imageReference.galleryId }) {
                $0.imageReference.offer
            },
            Column("sku") { $0.imageReference.sku },
            Column("version") { $0.imageReference.version },
            Column("node_agent_sku_id", title: "NODE AGENT") { $0.nodeAgentSKUId },
            Column("os_type", title: "OS", kind: .word) { $0.osType },
            Column(
                "verification_type", title: "VERIFIED", kind: .word,
                shown: { $0.verificationType == "verified" ? "yes" : $0.verificationType }
            ) { $0.verificationType },
            Column("capabilities", kind: .json, shown: { $0.capabilities?.strings?.joined(separator: ",") }) {
                $0.capabilities?.text
            },
            Column("end_of_life", kind: .date) { $0.batchSupportEndOfLife },
            Column("days_left", kind: .number) { $0.daysLeft.map(String.init) },
            Column("virtual_machine_image_id") { $0.imageReference.virtualMachineImageId },
            Column("shared_gallery_image_id") { $0.imageReference.sharedGalleryImageId },
            Column("community_gallery_image_id") { $0.imageReference.communityGalleryImageId },
            Column("exact_version") { $0.imageReference.exactVersion },
            Column("first_seen", kind: .time) { $0.firstSeen },
            Column("listed_since", kind: .time) { $0.listedSince },
            Column("last_seen", kind: .time) { $0.lastSeen },
            Column("state", kind: .state) { $0.state.text },
        ]
    }

    /// The columns of a table; the account only where there are several.
    ///
    /// - Parameter window: the days that a bar of the time left stands for; `nil` for no bar.
    static func table(severalAccounts: Bool, window: Int?) -> [Column<ImageAnswer>] {
        all.named(severalAccounts ? ["account"] : [])
            + all.table([
                "publisher": 0, "offer": 0, "sku": 0, "version": 3, "node_agent_sku_id": 0, "os_type": 4,
                "verification_type": 0, "end_of_life": 0, "days_left": 0,
            ]) + bar("TIME LEFT", cells: 10, window) + all.table(["state": 0, "capabilities": 5])
    }

    /// The same in fewer words.
    static func shortTable(severalAccounts: Bool, window: Int?) -> [Column<ImageAnswer>] {
        all.named(severalAccounts ? ["account"] : []) + [
            Column("image") { $0.shortName },
            Column("agent") { NodeAgentName.short($0.nodeAgentSKUId) },
            Column("verified", kind: .word) { $0.verificationType == "verified" ? "yes" : "no" }.leaving(3),
            Column("ends", kind: .date) { $0.batchSupportEndOfLife }.leaving(1),
            Column("days", kind: .number) { $0.daysLeft.map(String.init) },
        ] + bar("LEFT", cells: 5, window) + all.named(["state"])
    }

    /// The time left as a bar, on a terminal: full at the window's beginning, empty at the end of life.
    private static func bar(_ title: String, cells: Int, _ window: Int?) -> [Column<ImageAnswer>] {
        guard let window, Output.isTerminal else { return [] }
        let (full, empty) = Output.isUnicode ? ("█", "░") : ("#", ".")
        return [
            Column("time_left", title: title, kind: .word, tone: { $0.state.text }) { image in
                image.daysLeft.map { days in
                    // Rounded up: what has time left has something to see.
                    let filled = window > 0 ? min(cells, (max(0, days) * cells + window - 1) / window) : 0
                    return String(repeating: full, count: filled) + String(repeating: empty, count: cells - filled)
                }
            }.leaving(6)
        ]
    }
}

/// A node agent SKU where room is short.
enum NodeAgentName {
    private static let common = "batch.node."

    static func short(_ id: String) -> String { id.hasPrefix(common) ? String(id.dropFirst(common.count)) : id }
}

extension ImageAnswer {
    /// What tells images apart where room is short.
    var shortName: String { ImageName.short(imageReference.galleryId ?? imageReference.text) }
}

extension ImageName {
    /// Offer and sku of `publisher:offer:sku:version`, with the version unless it is `latest`; gallery, image and version
    /// of a gallery image's id; any other text whole.
    static func short(_ name: String) -> String {
        if name.hasPrefix("/") {
            let parts = name.split(separator: "/").map(String.init)
            let named = zip(parts, parts.dropFirst()).filter { key, _ in
                ["galleries", "sharedgalleries", "communitygalleries", "images", "versions"].contains(key.lowercased())
            }
            return named.count > 1 ? named.map(\.1).joined(separator: "/") : name
        }
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return name }
        return parts[parts[3] == "latest" ? 1...2 : 1...3].joined(separator: ":")
    }
}
