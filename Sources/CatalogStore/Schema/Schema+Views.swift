import Catalog

extension Schema {
    /// The interface, column by column; there are no other views.
    static let views = """
        CREATE VIEW images AS
        SELECT \(imageColumns) FROM (\(listedImages(asOf: false)));

        CREATE VIEW gone_images AS
        SELECT \(imageColumns) FROM (\(removedImages(asOf: false)));

        CREATE VIEW end_of_life AS
        SELECT
            dated.account, image.publisher, image.offer, image.sku, image.version, image.node_agent_sku_id,
            \(time("dated.end_of_life")) AS end_of_life, \(time("dated.first_seen")) AS first_seen,
            \(time("dated.last_seen")) AS last_seen, \(imageName) AS image
        FROM (\(datedImages(where: "TRUE"))) AS dated
        JOIN image ON image.id = dated.image;

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
            account.consecutive_failures, account.last_error, account.stale_after AS stale_after_seconds,
            CASE WHEN account.lists_pools AND account.pools_seen IS NOT NULL THEN (
                SELECT COUNT(*) FROM pool WHERE pool.account = account.id AND pool.use IS NOT NULL)
            END AS pools,
            CASE WHEN account.lists_pools THEN account.pools_error END AS pools_error
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

        CREATE VIEW pools AS
        SELECT
            account, pool, state, allocation_state, vm_size, dedicated_nodes, low_priority_nodes, auto_scale,
            \(time("created")) AS created, image, publisher, offer, sku, version, virtual_machine_image_id,
            node_agent_sku_id, containers, verdict, level, reasons, \(time("end_of_life")) AS end_of_life, days_left,
            \(time("first_seen")) AS first_seen, \(time("uses_since")) AS uses_since,
            \(time("last_seen")) AS last_seen
        FROM (\(judgedPools(where: "TRUE", today: "julianday('now', 'start of day')", window: LifecycleState.defaultWindow)));

        CREATE VIEW pool_uses AS
        SELECT
            account.name AS account, pool.name AS pool, used.image, used.node_agent_sku_id,
            \(time("pool_use.first_seen")) AS first_seen,
            \(time("COALESCE(pool_use.last_seen, MAX(account.pools_seen, pool_use.first_seen))")) AS last_seen,
            pool_use.last_seen IS NULL AS current
        FROM pool_use
        JOIN pool ON pool.id = pool_use.pool
        JOIN account ON account.id = pool.account
        JOIN used_image AS used ON used.id = pool_use.used_image;

        CREATE VIEW alerts AS
        SELECT
            alert_event.id, \(time("alert_event.at")) AS at, alert.name AS alert, alert_event.event,
            alert_event.account, alert_event.image, alert_event.node_agent_sku_id, alert_event.message,
            alert_event.state, alert_event.attempts, \(time("alert_event.last_attempt")) AS last_attempt,
            alert_event.last_error
        FROM alert_event
        JOIN alert ON alert.id = alert_event.alert;
        """

    /// Every view that is or was ours, whatever version made it.
    static let viewNames: Set = [
        "images", "gone_images", "end_of_life", "changes", "accounts", "syncs", "node_agents", "pools",
        "pool_uses", "alerts",
        // Before version 3.
        "listed_image", "removed_image", "dated_image",
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
