package import Catalog
import GRDB

extension StoreReader {
    /// A digest of what makes every answer about accounts another one, but for the time: whatever changes in an account
    /// comes with a new listing, or with a new list of its pools. It costs a look at the accounts, however long their
    /// history is.
    ///
    /// - Parameter withFreshness: whether the answer also tells how the refreshing of each account stands.
    package func stamp(of accounts: [String], withFreshness: Bool) throws -> Digest {
        let freshness = """
            , pools_seen, pools_error, stale_after, last_success, last_attempt, consecutive_failures, last_error,
                EXISTS (SELECT 1 FROM held WHERE held.account = account.id)
            """
        let parts: [[String?]] = try rows(
            """
            SELECT id, name, configured, baseline, latest, scope, last_changed, first_configured, lists_pools,
                hex(pools_digest)\(withFreshness ? freshness : "")
            FROM account WHERE name IN (\(Self.marks(accounts.count))) ORDER BY name
            """, StatementArguments(accounts)
        ) { row in
            row.databaseValues.map { $0.isNull ? nil : String.fromDatabaseValue($0) ?? "\($0)" }
        }
        return Digest(of: parts.flatMap(\.self))
    }
}
