import Catalog

extension Schema {
    /// The live pools with the verdict on each: the rule of `Judgement`, over what the record knows.
    ///
    /// - Parameters:
    ///   - condition: on `account`, `pool` and `pool_use`; what it leaves out costs nothing.
    ///   - today: the day in question, as a Julian day number at its start.
    ///   - window: days before an end of life in which it counts as ending.
    static func judgedPools(where condition: String, today: String, window: Int) -> String {
        """
        WITH live AS MATERIALIZED (
            SELECT
                pool.id AS pool_id, pool.key, pool.name AS pool, pool.state, pool.allocation_state, pool.vm_size,
                pool.dedicated_nodes, pool.low_priority_nodes, pool.auto_scale, pool.created, pool.containers,
                pool.first_seen, pool_use.used_image, pool_use.first_seen AS uses_since,
                MAX(account.pools_seen, pool_use.first_seen) AS last_seen,
                account.id AS account_id, account.name AS account, account.configured, latest.catalog
            FROM account
            JOIN pool ON pool.account = account.id
            JOIN pool_use ON pool_use.id = pool.use
            LEFT JOIN listing AS latest ON latest.id = account.latest
            WHERE account.lists_pools AND \(condition)),
        -- What accounts list of what their pools use, once for all accounts that list the same: under the agent of the
        -- use, and under others.
        fact AS MATERIALIZED (
            SELECT catalog, used_image, MAX(own) AS own, undated, end_of_life, runs_containers, verified FROM (
                SELECT
                    catalog, used_image, own, SUM(end_of_life IS NULL) AS undated, MAX(end_of_life) AS end_of_life,
                    MAX(instr(COALESCE(capabilities, ''), '"DockerCompatible"') > 0) AS runs_containers,
                    MAX(verification_type <> 'unverified') AS verified
                FROM (
                    SELECT pair.catalog, pair.used_image, identity.agent_key = used.agent_key AS own, image.*
                    FROM (SELECT DISTINCT catalog, used_image FROM live) AS pair
                    CROSS JOIN used_image AS used ON used.id = pair.used_image AND used.kind = 'image'
                    CROSS JOIN identity ON identity.publisher = used.publisher_key AND identity.offer = used.offer_key
                        AND identity.sku = used.sku_key AND \(sameVersion)
                    CROSS JOIN image ON image.identity = identity.id
                    CROSS JOIN member ON member.image = image.id AND member.catalog = pair.catalog
                    UNION ALL
                    SELECT pair.catalog, pair.used_image, TRUE, image.*
                    FROM (SELECT DISTINCT catalog, used_image FROM live) AS pair
                    CROSS JOIN used_image AS used ON used.id = pair.used_image AND used.kind = 'gallery'
                    CROSS JOIN identity ON identity.agent_key = used.agent_key
                    CROSS JOIN image ON image.identity = identity.id
                    CROSS JOIN member ON member.image = image.id AND member.catalog = pair.catalog)
                GROUP BY catalog, used_image, own)
            GROUP BY catalog, used_image),
        dated AS MATERIALIZED (
            SELECT
                live.*, fact.own, fact.runs_containers, fact.verified, fact.catalog IS NOT NULL AS is_listed,
                CASE WHEN fact.undated = 0 THEN fact.end_of_life END AS end_of_life,
                CASE WHEN fact.undated = 0 THEN CAST(
                    julianday(fact.end_of_life, 'unixepoch', 'start of day') - \(today) AS INTEGER) END AS days_left,
                used.kind = 'image' AS is_by_name,
                used.kind = 'untold' OR (used.kind = 'gallery' AND used.agent_key = '') AS is_untold,
                used.agent_key <> '' AS has_agent, used.*,
                CASE WHEN fact.catalog IS NULL AND live.catalog IS NOT NULL THEN
                    CASE
                        WHEN used.kind = 'image' THEN EXISTS (
                            SELECT 1 FROM identity
                            CROSS JOIN change ON change.account = live.account_id AND change.identity = identity.id
                            WHERE identity.publisher = used.publisher_key AND identity.offer = used.offer_key
                                AND identity.sku = used.sku_key AND \(sameVersion))
                        WHEN used.kind = 'gallery' AND used.agent_key <> '' THEN EXISTS (
                            SELECT 1 FROM identity
                            CROSS JOIN change ON change.account = live.account_id
                                AND (change.identity = identity.id OR change.former = identity.id)
                            WHERE identity.agent_key = used.agent_key)
                    END
                END AS was_listed                         -- of what is not listed now; else NULL
            FROM live
            JOIN used_image AS used ON used.id = live.used_image
            LEFT JOIN fact ON fact.catalog = live.catalog AND fact.used_image = live.used_image),
        reasoned AS MATERIALIZED (
            SELECT *, '[' || ltrim(\(reasons(window: window)), ',') || ']' AS reasons FROM dated),
        judged AS MATERIALIZED (
            -- The first of them. A reader that trusts no schema runs no function of JSON in a view.
            SELECT *, CASE reasons
                WHEN '[]' THEN 'ok' ELSE substr(reasons, 3, instr(substr(reasons, 3), '"') - 1) END AS verdict
            FROM reasoned)
        SELECT *, \(level) AS level FROM judged
        """
    }

    /// A day as SQLite counts them, at its start.
    ///
    /// - Parameter day: whole days since 1970.
    static func julianDay(_ day: Int) -> String { "\(Double(day) + 2_440_587.5)" }

    /// The accounts and identities of the images that live pools use.
    static let usedIdentities = usedIdentities(with: nil)

    /// The same, a row for each pool.
    ///
    /// - Parameter column: what else is told of it.
    static func usedIdentities(with column: String?) -> String {
        """
        SELECT pool.account, identity.id\(column.map { ", \($0)" } ?? "")
        FROM account
        JOIN pool ON pool.account = account.id
        JOIN pool_use ON pool_use.id = pool.use
        JOIN used_image AS used ON used.id = pool_use.used_image AND used.kind = 'image'
        JOIN identity ON identity.publisher = used.publisher_key AND identity.offer = used.offer_key
            AND identity.sku = used.sku_key AND \(sameVersion) AND identity.agent_key = used.agent_key
        WHERE account.lists_pools
        """
    }

    /// A version counts only where the listing has one, too.
    private static let sameVersion = """
        (identity.version = '\(ImageName.defaultVersion)' OR used.version_key IN ('', identity.version))
        """

    /// Each reason that holds with a comma before it, as JSON.
    private static func reasons(window: Int) -> String {
        Verdict.allCases.compactMap { verdict in
            condition(of: verdict, window: window).map { condition in
                "CASE WHEN \(condition) THEN ',\"\(verdict.rawValue)\"' ELSE '' END"
            }
        }.joined(separator: "\n                || ")
    }

    private static func condition(of verdict: Verdict, window: Int) -> String? {
        switch verdict {
        case .unknown: "catalog IS NULL OR is_untold"
        case .retired: "kind = 'cloud-services'"
        case .neverListed: "NOT was_listed"
        case .gone: "was_listed"
        case .wrongAgent: "is_by_name AND is_listed AND has_agent AND NOT own"
        case .ended: "days_left < 0"
        case .ending: "days_left BETWEEN 0 AND \(window)"
        case .noContainers: "is_by_name AND is_listed AND containers AND NOT runs_containers"
        case .unverified: "is_by_name AND is_listed AND NOT verified"
        case .ok: nil
        }
    }

    private static let level: String = {
        let cases = Verdict.allCases.map { "WHEN '\($0.rawValue)' THEN '\($0.level.rawValue)'" }
        return "CASE verdict \(cases.joined(separator: " ")) END"
    }()
}
