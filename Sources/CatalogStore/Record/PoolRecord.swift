import Catalog
import Foundation
import GRDB

/// Stores the live pools of one account, inside the transaction of a complete listing of them.
struct PoolRecord {
    let db: Database
    let account: Int64

    /// Stores a complete listing. One that says what the last one said moves one time and writes no row.
    ///
    /// - Parameter pools: `nil` for those of the last one.
    /// - Returns: what it is to the last one.
    func store(_ pools: [Pool]?, at: UTCTime) throws -> Novelty {
        let known = try db.value("SELECT pools_digest FROM account WHERE id = ?", [account]) as Data?
        guard let digest = pools.map({ Data(Digest(of: $0.map(\.digest).sorted()).bytes) }) ?? known else {
            throw MissingPools()
        }
        if let pools, known != digest {
            let stored = try Set(pools.map { try store($0, at) })
            try end(try liveUses().subtracting(stored))
        }
        try db.run(
            "UPDATE account SET pools_seen = ?, pools_digest = ?, pools_error = NULL WHERE id = ?",
            [at, digest, account])
        return known == nil ? .first : known == digest ? .none : .changed
    }

    enum Novelty {
        case first, changed, none
    }

    /// Ends what is live, and forgets that there was a listing: what an account of another endpoint had says nothing of
    /// this one's.
    func forget() throws {
        try end(liveUses())
        try db.run(
            "UPDATE account SET pools_seen = NULL, pools_digest = NULL, pools_error = NULL WHERE id = ?", [account])
    }

    /// - Returns: the use of the pool that is live now.
    private func store(_ pool: Pool, _ at: UTCTime) throws -> Int64 {
        try db.run(
            """
            INSERT INTO pool (
                account, key, name, state, allocation_state, vm_size, dedicated_nodes, low_priority_nodes, auto_scale,
                created, containers, first_seen)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (account, key) DO UPDATE SET (\(Self.details)) = (\(Self.newDetails))
            WHERE (\(Self.details)) IS NOT (\(Self.newDetails))
            """,
            [
                account, pool.id.folded, pool.id, pool.state, pool.allocationState, pool.vmSize, pool.dedicatedNodes,
                pool.lowPriorityNodes, pool.autoScale, pool.created?.wholeSeconds, pool.use.hasContainers, at,
            ])
        let row = try db.row(
            """
            SELECT pool.id, pool_use.id, pool_use.used_image FROM pool
            LEFT JOIN pool_use ON pool_use.id = pool.use
            WHERE pool.account = ? AND pool.key = ?
            """, [account, pool.id.folded])
        let image = try usedImage(pool.use)
        if let use = row?[1] as Int64?, let used = row?[2] as Int64? {
            if used == image { return use }
            if try areOne(used, image) {
                // Only its words are others.
                try db.run("UPDATE pool_use SET used_image = ? WHERE id = ?", [image, use])
                return use
            }
            try end([use])
        }
        try db.run(
            "INSERT INTO pool_use (pool, used_image, first_seen) VALUES (?, ?, ?)", [row?[0] as Int64?, image, at])
        let use = db.lastInsertedRowID
        try db.run("UPDATE pool SET use = ? WHERE id = ?", [use, row?[0] as Int64?])
        return use
    }

    private static let details = [
        "name", "state", "allocation_state", "vm_size", "dedicated_nodes", "low_priority_nodes", "auto_scale",
        "created", "containers",
    ].joined(separator: ", ")
    private static let newDetails = details.split(separator: ", ").map { "excluded.\($0)" }.joined(separator: ", ")

    /// The row of what a use names, written now when it was never worded so before: pools share it.
    private func usedImage(_ use: ImageUse) throws -> Int64 {
        let wording = Data(use.wordingDigest.bytes)
        if let id = try db.value("SELECT id FROM used_image WHERE wording = ?", [wording]) as Int64? { return id }
        let reference = use.reference
        let keys = [
            reference.publisher, reference.offer, reference.sku, reference.version, reference.galleryId,
            use.nodeAgentSKUId,
        ].map { ($0 ?? "").folded }
        try db.run(
            """
            INSERT INTO used_image (
                wording, kind, image, publisher, offer, sku, version, virtual_machine_image_id,
                shared_gallery_image_id, community_gallery_image_id, node_agent_sku_id, publisher_key, offer_key,
                sku_key, version_key, gallery_key, agent_key)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                wording, use.kind, use.image, reference.publisher, reference.offer, reference.sku, reference.version,
                reference.virtualMachineImageId, reference.sharedGalleryImageId, reference.communityGalleryImageId,
                use.nodeAgentSKUId,
            ] + StatementArguments(keys))
        return db.lastInsertedRowID
    }

    /// Whether two rows name one image under one agent.
    private func areOne(_ left: Int64, _ right: Int64) throws -> Bool {
        try db.value(
            """
            SELECT COUNT(*) FROM (
                SELECT DISTINCT kind, publisher_key, offer_key, sku_key, version_key, gallery_key, agent_key
                FROM used_image WHERE id IN (?, ?))
            """, [left, right]) == 1
    }

    private func liveUses() throws -> Set<Int64> {
        try Int64.fetchSet(
            db.cachedStatement(sql: "SELECT use FROM pool WHERE account = ? AND use IS NOT NULL"), arguments: [account])
    }

    /// They were seen when the account's pools were seen last.
    private func end(_ uses: Set<Int64>) throws {
        for use in uses.sorted() {
            try db.run(
                """
                UPDATE pool_use
                SET last_seen = MAX(first_seen, (SELECT COALESCE(pools_seen, 0) FROM account WHERE id = ?))
                WHERE id = ?
                """, [account, use])
            try db.run("UPDATE pool SET use = NULL WHERE use = ?", [use])
        }
    }
}

extension Pool {
    /// Equal for two that say the same.
    fileprivate var digest: Digest {
        Digest(of: [
            id, state, allocationState, vmSize, dedicatedNodes.map(String.init), lowPriorityNodes.map(String.init),
            autoScale.map { $0 ? "1" : "0" }, created?.wholeSeconds.description, use.hasContainers ? "1" : "0",
            use.wordingDigest.hex,
        ])
    }
}

/// A listing of pools that are left to the record, which has none.
struct MissingPools: Error, CustomStringConvertible {
    var description: String { "cannot record the pools: those of the listing before are no longer stored" }
}

extension ImageUse {
    /// As the table names it.
    fileprivate var kind: String {
        switch subject {
        case .image(let reference): reference.galleryId == nil ? "image" : "gallery"
        case .agentAlone, .untold: "untold"
        case .cloudServices: "cloud-services"
        }
    }

    fileprivate var reference: ImageReference {
        if case .image(let reference) = subject { reference } else { ImageReference() }
    }

    /// Equal only for two that came in the same words; containers are no part of what an image is.
    var wordingDigest: Digest {
        let reference = reference
        return Digest(of: [
            kind, image, reference.publisher, reference.offer, reference.sku, reference.version,
            reference.virtualMachineImageId, reference.sharedGalleryImageId, reference.communityGalleryImageId,
            nodeAgentSKUId,
        ])
    }
}
