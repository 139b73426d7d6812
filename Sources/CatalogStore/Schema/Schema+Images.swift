extension Schema {
    /// The images that accounts list, with their names as they are compared.
    ///
    /// - Parameter asOf: whether as of a moment, which is bound to each mark.
    static func listedImages(asOf: Bool) -> String {
        """
        SELECT
            \(accountImageColumns),
            COALESCE(change.first_seen, baseline.first_seen) AS first_seen,
            COALESCE(change.listed_since, baseline.first_seen) AS listed_since,
            \(asOf ? "MIN(latest.last_seen, ?)" : "latest.last_seen") AS last_seen
        FROM account
        JOIN listing AS latest ON latest.id = \(asOf ? "(\(StoreReader.listingAsOf))" : "account.latest")
        JOIN listing AS baseline ON baseline.id = account.baseline
        JOIN member ON member.catalog = latest.catalog
        JOIN image ON image.id = member.image
        JOIN identity ON identity.id = image.identity
        LEFT JOIN change ON change.seq = (
            SELECT MAX(last.seq) FROM change AS last
            WHERE last.account = account.id AND last.identity = image.identity\(asOf ? " AND last.at <= ?" : ""))
        """
    }

    /// The images that accounts no longer list, likewise.
    static func removedImages(asOf: Bool) -> String {
        """
        SELECT
            \(accountImageColumns),
            change.first_seen, change.listed_since, change.last_seen
        FROM change
        JOIN account ON account.id = change.account
        JOIN image ON image.id = change.image
        JOIN identity ON identity.id = image.identity
        WHERE change.kind = 'removed' AND NOT change.by_scope AND change.seq = (
            SELECT MAX(last.seq) FROM change AS last
            WHERE last.account = change.account
                AND last.identity = change.identity\(asOf ? " AND last.at <= ?" : ""))
        """
    }

    /// The dates that images of accounts have had, from the first listing and the changes alone: a state ends where the
    /// next change of its image begins.
    ///
    /// - Parameter condition: on `account` and `image`; what it leaves out costs nothing.
    static func datedImages(where condition: String) -> String {
        """
        SELECT
            state.account, state.identity, state.end_of_life, MAX(state.image) AS image,
            MIN(state.began) AS first_seen, MAX(COALESCE(next.last_seen, latest.last_seen)) AS last_seen
        FROM (
            SELECT
                account.name AS account, account.id AS account_id, account.latest, 0 AS seq, image.identity,
                image.id AS image, image.end_of_life, baseline.first_seen AS began
            FROM account
            JOIN listing AS baseline ON baseline.id = account.baseline
            JOIN member ON member.catalog = baseline.catalog
            JOIN image ON image.id = member.image
            WHERE image.end_of_life IS NOT NULL AND \(condition)
            UNION ALL
            SELECT
                account.name, account.id, account.latest, change.seq, change.identity, image.id, image.end_of_life,
                change.at
            FROM account
            JOIN change ON change.account = account.id
            JOIN image ON image.id = change.image AND image.identity = change.identity
            WHERE change.kind <> 'removed' AND image.end_of_life IS NOT NULL AND \(condition)) AS state
        JOIN listing AS latest ON latest.id = state.latest
        LEFT JOIN change AS next ON next.seq = (
            SELECT MIN(seq) FROM (
                SELECT MIN(own.seq) AS seq FROM change AS own
                WHERE own.account = state.account_id AND own.identity = state.identity AND own.seq > state.seq
                UNION ALL
                SELECT MIN(other.seq) FROM change AS other
                WHERE other.account = state.account_id AND other.former = state.identity AND other.seq > state.seq))
        GROUP BY state.account, state.identity, state.end_of_life
        """
    }

    /// An image in an account, with its name as it is compared.
    private static let accountImageColumns = """
        account.id AS account_id, account.name AS account, account.configured, image.*,
            identity.publisher AS publisher_key, identity.offer AS offer_key, identity.sku AS sku_key,
            identity.version AS version_key, identity.gallery AS gallery_key, identity.agent_key
        """
}
