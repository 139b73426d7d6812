extension Schema {
    /// What the view `listed_image` shows, as of a moment that is bound to each mark.
    static let listedImagesAsOf = """
        SELECT
            \(accountImageColumns),
            COALESCE(change.first_seen, baseline.first_seen) AS first_seen,
            COALESCE(change.listed_since, baseline.first_seen) AS listed_since,
            MIN(latest.last_seen, ?) AS last_seen
        FROM account
        JOIN listing AS latest ON latest.id = (\(StoreReader.listingAsOf))
        JOIN listing AS baseline ON baseline.id = account.baseline
        JOIN member ON member.catalog = latest.catalog
        JOIN image ON image.id = member.image
        JOIN identity ON identity.id = image.identity
        LEFT JOIN change ON change.seq = (
            SELECT MAX(last.seq) FROM change AS last
            WHERE last.account = account.id AND last.identity = image.identity AND last.at <= ?)
        """
    static let listedImagesAsOfArguments = 3

    /// What the view `removed_image` shows, likewise.
    static let removedImagesAsOf = """
        SELECT
            \(accountImageColumns),
            change.first_seen, change.listed_since, change.last_seen
        FROM change
        JOIN account ON account.id = change.account
        JOIN image ON image.id = change.image
        JOIN identity ON identity.id = image.identity
        WHERE change.kind = 'removed' AND NOT change.by_scope AND change.seq = (
            SELECT MAX(last.seq) FROM change AS last
            WHERE last.account = change.account AND last.identity = change.identity AND last.at <= ?)
        """
    static let removedImagesAsOfArguments = 1
}
