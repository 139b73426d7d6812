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
        let known = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT pools_digest FROM account WHERE id = ?"), arguments: [account])
        guard let digest = pools.map({ Data(Digest(of: $0.map(\.digest).sorted()).bytes) }) ?? known else {
            throw MissingPools()
        }
        if let pools, known != digest {
            let stored = try Set(pools.map { try store($0, at) })
            try end(try liveUses().subtracting(stored))
        }
        try db.cachedStatement(
            sql: "UPDATE account SET pools_seen = ?, pools_digest = ?, pools_error = NULL WHERE id = ?"
        ).execute(arguments: [at, digest, account])
        return known == nil ? .first : known == digest ? .none : .changed
    }

    enum Novelty {
        case first, changed, none
    }

    /// Ends what is live, and forgets that there was a listing: what an account of another endpoint had says nothing of
    /// this one's.
    func forget() throws {
        try end(liveUses())
        try db.cachedStatement(
            sql: "UPDATE account SET pools_seen = NULL, pools_digest = NULL, pools_error = NULL WHERE id = ?"
        ).execute(arguments: [account])
    }

    /// - Returns: the use of the pool that is live now.
    private func store(_ pool: Pool, _ at: UTCTime) throws -> Int64 {
        try db.cachedStatement(
            sql: """
                INSERT INTO pool (
                    account, key, name, state, allocation_state, vm_size, dedicated_nodes, low_priority_nodes, auto_scale,
                    created, containers, first_seen)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (account, key) DO UPDATE SET (\(Self.details)) = (\(Self.newDetails))
                WHERE (\(Self.details)) IS NOT (\(Self.newDetails))
                """
        ).execute(arguments: [
            account, pool.id.folded, pool.id, pool.state, pool.allocationState, pool.vmSize, pool.dedicatedNodes,
            pool.lowPriorityNodes, pool.autoScale, pool.created?.wholeSeconds, pool.use.hasContainers, at,
        ])
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT pool.id, pool_use.id, pool_use.used_image FROM pool
                    LEFT JOIN pool_use ON pool_use.id = pool.use
                    WHERE pool.account = ? AND pool.key = ?
                    """), arguments: [account, pool.id.folded])
        let image = try UsedImageRow(db: db).store(pool.use)
        if let use = row?[1] as Int64?, let used = row?[2] as Int64? {
            if used == image { return use }
            if try UsedImageRow(db: db).areOne(used, image) {
                // Only its words are others.
                try db.cachedStatement(sql: "UPDATE pool_use SET used_image = ? WHERE id = ?")
                    .execute(arguments: [image, use])
                return use
            }
            try end([use])
        }
        try db.cachedStatement(sql: "INSERT INTO pool_use (pool, used_image, first_seen) VALUES (?, ?, ?)")
            .execute(arguments: [row?[0] as Int64?, image, at])
        let use = db.lastInsertedRowID
        try db.cachedStatement(sql: "UPDATE pool SET use = ? WHERE id = ?").execute(arguments: [use, row?[0] as Int64?])
        return use
    }

    private static let details = [
        "name", "state", "allocation_state", "vm_size", "dedicated_nodes", "low_priority_nodes", "auto_scale",
        "created",
        "containers",
    ].joined(separator: ", ")
    private static let newDetails = details.split(separator: ", ").map { "excluded.\($0)" }.joined(separator: ", ")

    private func liveUses() throws -> Set<Int64> {
        try Int64.fetchSet(
            db.cachedStatement(sql: "SELECT use FROM pool WHERE account = ? AND use IS NOT NULL"), arguments: [account])
    }

    /// They were seen when the account's pools were seen last.
    private func end(_ uses: Set<Int64>) throws {
        for use in uses.sorted() {
            try db.cachedStatement(
                sql: """
                    UPDATE pool_use
                    SET last_seen = MAX(first_seen, (SELECT COALESCE(pools_seen, 0) FROM account WHERE id = ?))
                    WHERE id = ?
                    """
            ).execute(arguments: [account, use])
            try db.cachedStatement(sql: "UPDATE pool SET use = NULL WHERE use = ?").execute(arguments: [use])
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
