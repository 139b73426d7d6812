import Catalog

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
            Column("os_type", title: "OS") { $0.osType },
            Column(
                "verification_type", title: "VERIFIED",
                shown: { $0.verificationType == "verified" ? "yes" : $0.verificationType }
            ) { $0.verificationType },
            Column("capabilities", kind: .json, shown: { $0.capabilities?.joined(separator: ",") }) {
                $0.capabilities.map(JSONWriter.text(of:))
            },
            Column("end_of_life", shown: { $0.batchSupportEndOfLife.map { String($0.prefix(10)) } }) {
                $0.batchSupportEndOfLife
            },
            Column("days_left", kind: .number) { $0.daysLeft.map(String.init) },
            Column("virtual_machine_image_id") { $0.imageReference.virtualMachineImageId },
            Column("shared_gallery_image_id") { $0.imageReference.sharedGalleryImageId },
            Column("community_gallery_image_id") { $0.imageReference.communityGalleryImageId },
            Column("exact_version") { $0.imageReference.exactVersion },
            Column("first_seen", kind: .time) { $0.firstSeen },
            Column("listed_since", kind: .time) { $0.listedSince },
            Column("last_seen", kind: .time) { $0.lastSeen },
            Column("state", kind: .state) { $0.state },
        ]
    }

    static func named(_ names: [String]) -> [Column<ImageAnswer>] {
        names.compactMap { name in all.first { $0.name == name } }
    }

    /// A terminal this wide has room for every column of a table.
    private static let wide = 110

    /// The columns of a table; the account only where there are several.
    ///
    /// - Parameter bar: what follows the days left.
    static func table(severalAccounts: Bool, bar: Column<ImageAnswer>?) -> [Column<ImageAnswer>] {
        let account = named(severalAccounts ? ["account"] : [])
        let dates = named(["verification_type", "end_of_life"])
        guard let width = Output.terminalWidth, width < wide else {
            let name = named(["publisher", "offer", "sku", "version", "node_agent_sku_id", "os_type"])
            return account + name + dates + named(["days_left"]) + [bar].compactMap(\.self)
                + named(["state", "capabilities"])
        }
        // Where room is short: what tells images and agents apart, and everything about their end.
        let agent = Column<ImageAnswer>("agent") { image in
            let common = "batch.node."
            return image.nodeAgentSKUId.hasPrefix(common)
                ? String(image.nodeAgentSKUId.dropFirst(common.count)) : image.nodeAgentSKUId
        }
        let days = Column<ImageAnswer>("days_left", title: "DAYS", kind: .number) { $0.daysLeft.map(String.init) }
        return account + named(["offer", "sku"]) + [agent] + dates + [days] + [bar].compactMap(\.self)
            + named(["state"])
    }
}
