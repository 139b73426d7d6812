extension Schema {
    /// `listed_image`, `removed_image` and `dated_image` are private faces that the public views and the queries share;
    /// the rest is the interface, column by column.
    static let views = """
        CREATE VIEW listed_image AS
        SELECT
            \(accountImageColumns),
            COALESCE(change.first_seen, baseline.first_seen) AS first_seen,
            COALESCE(change.listed_since, baseline.first_seen) AS listed_since,
            latest.last_seen
        FROM account
        JOIN listing AS latest ON latest.id = account.latest
        JOIN listing AS baseline ON baseline.id = account.baseline
        JOIN member ON member.catalog = latest.catalog
        JOIN image ON image.id = member.image
        JOIN identity ON identity.id = image.identity
        LEFT JOIN change ON change.seq = (
            SELECT MAX(last.seq) FROM change AS last
            WHERE last.account = account.id AND last.identity = image.identity);

        CREATE VIEW removed_image AS
        SELECT
            \(accountImageColumns),
            change.first_seen, change.listed_since, change.last_seen
        FROM change
        JOIN account ON account.id = change.account
        JOIN image ON image.id = change.image
        JOIN identity ON identity.id = image.identity
        WHERE change.kind = 'removed' AND NOT change.by_scope AND change.seq = (
            SELECT MAX(last.seq) FROM change AS last
            WHERE last.account = change.account AND last.identity = change.identity);

        CREATE VIEW images AS
        SELECT \(imageColumns) FROM listed_image;

        CREATE VIEW gone_images AS
        SELECT \(imageColumns) FROM removed_image;

        -- From the first listing and the changes alone: a state ends where the next change of its image begins.
        CREATE VIEW dated_image AS
        WITH state AS (
            SELECT
                account.name AS account, account.id AS account_id, account.latest, 0 AS seq, image.identity,
                image.id AS image, image.end_of_life, baseline.first_seen AS began
            FROM account
            JOIN listing AS baseline ON baseline.id = account.baseline
            JOIN member ON member.catalog = baseline.catalog
            JOIN image ON image.id = member.image
            WHERE image.end_of_life IS NOT NULL
            UNION ALL
            SELECT
                account.name, account.id, account.latest, change.seq, image.identity, image.id, image.end_of_life,
                change.at
            FROM account
            JOIN change ON change.account = account.id
            JOIN image ON image.id = change.image
            WHERE change.kind <> 'removed' AND image.end_of_life IS NOT NULL)
        SELECT
            state.account, state.identity, state.end_of_life, MAX(state.image) AS image,
            MIN(state.began) AS first_seen, MAX(COALESCE(next.last_seen, latest.last_seen)) AS last_seen
        FROM state
        JOIN listing AS latest ON latest.id = state.latest
        LEFT JOIN change AS next ON next.seq = (
            SELECT MIN(seq) FROM (
                SELECT MIN(own.seq) AS seq FROM change AS own
                WHERE own.account = state.account_id AND own.identity = state.identity AND own.seq > state.seq
                UNION ALL
                SELECT MIN(other.seq) FROM change AS other
                WHERE other.account = state.account_id AND other.former = state.identity AND other.seq > state.seq))
        GROUP BY state.account, state.identity, state.end_of_life;

        CREATE VIEW end_of_life AS
        SELECT
            dated_image.account, image.publisher, image.offer, image.sku, image.version, image.node_agent_sku_id,
            \(time("dated_image.end_of_life")) AS end_of_life, \(time("dated_image.first_seen")) AS first_seen,
            \(time("dated_image.last_seen")) AS last_seen, \(imageName) AS image
        FROM dated_image
        JOIN image ON image.id = dated_image.image;

        CREATE VIEW changes AS
        SELECT
            change.seq, \(time("change.at")) AS at, account.name AS account, change.kind, image.publisher,
            image.offer, image.sku, image.version, image.node_agent_sku_id, change.old, change.new,
            \(imageName) AS image
        FROM change
        JOIN account ON account.id = change.account
        JOIN image ON image.id = change.image
        WHERE NOT change.by_scope;

        CREATE VIEW accounts AS
        SELECT
            account.name, scope.endpoint, account.configured,
            CASE
                WHEN account.consecutive_failures > 0 THEN 'failing'
                WHEN held.account IS NOT NULL THEN 'suspect'
                WHEN account.last_success IS NULL THEN 'never'
                ELSE 'ok'
            END AS state,
            COALESCE(catalog.images, 0) AS images, latest.etag, latest.last_modified,
            \(time("account.last_changed")) AS last_changed, \(time("account.last_success")) AS last_success,
            \(time("account.last_attempt")) AS last_attempt, \(time("account.next_attempt")) AS next_attempt,
            account.consecutive_failures, account.last_error, account.stale_after AS stale_after_seconds
        FROM account
        JOIN scope ON scope.id = account.scope
        LEFT JOIN listing AS latest ON latest.id = account.latest
        LEFT JOIN catalog ON catalog.id = latest.catalog
        LEFT JOIN held ON held.account = account.id;

        CREATE VIEW syncs AS
        SELECT
            sync.id, account.name AS account, \(time("sync.started")) AS started,
            \(time("sync.finished")) AS finished, sync.outcome, sync.http_status, sync.pages, sync.images,
            sync.bytes, sync.request_id, sync.error_code, sync.error_message
        FROM sync
        JOIN account ON account.id = sync.account;

        CREATE VIEW node_agents AS
        SELECT
            account.name AS account, image.node_agent_sku_id, MIN(image.os_type) AS os_type, COUNT(*) AS images,
            SUM(image.verification_type = 'verified') AS verified_images,
            CASE WHEN COUNT(image.end_of_life) = COUNT(*) THEN \(time("MAX(image.end_of_life)")) END
                AS last_end_of_life
        FROM account
        JOIN listing AS latest ON latest.id = account.latest
        JOIN member ON member.catalog = latest.catalog
        JOIN image ON image.id = member.image
        GROUP BY account.id, image.node_agent_sku_id;
        """

    /// An image in an account, with its name as it is compared.
    static let accountImageColumns = """
        account.id AS account_id, account.name AS account, account.configured, image.*,
            identity.publisher AS publisher_key, identity.offer AS offer_key, identity.sku AS sku_key,
            identity.version AS version_key, identity.gallery AS gallery_key
        """

    /// Every view that is ours, whatever version made it.
    static let viewNames: Set = [
        "listed_image", "removed_image", "dated_image", "images", "gone_images", "end_of_life", "changes", "accounts",
        "syncs", "node_agents",
    ]

    private static let imageColumns = """
        account, publisher, offer, sku, version, node_agent_sku_id, os_type, verification_type, capabilities,
            \(time("end_of_life")) AS end_of_life,
            CAST(julianday(end_of_life, 'unixepoch', 'start of day') - julianday('now', 'start of day') AS INTEGER)
                AS days_left,
            virtual_machine_image_id, shared_gallery_image_id, community_gallery_image_id, exact_version,
            \(time("first_seen")) AS first_seen, \(time("listed_since")) AS listed_since,
            \(time("last_seen")) AS last_seen
        """

    /// The name of an image as it is shown.
    static let imageName = """
        COALESCE(image.virtual_machine_image_id, image.shared_gallery_image_id, image.community_gallery_image_id,
            image.publisher || ':' || image.offer || ':' || image.sku || ':' || COALESCE(image.version, 'latest'))
        """

    /// A time as the views show it.
    private static func time(_ expression: String) -> String {
        "strftime('%Y-%m-%dT%H:%M:%SZ', \(expression), 'unixepoch')"
    }
}
