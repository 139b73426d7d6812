package import Catalog
import GRDB

extension StoreReader {
    /// - Returns: up to the limit, and whether there are more.
    package func pools(_ selection: PoolSelection) throws -> (pools: [KnownPool], hasMore: Bool) {
        let (sql, arguments) = selection.sql(KnownPool.columns)
        return page(try rows(sql, arguments, KnownPool.init), limit: selection.limit)
    }

    /// - Returns: up to the limit, and how many there are in all. All are judged for their number; only those that are
    ///   returned are read whole.
    package func poolsOfAll(_ selection: PoolSelection) throws -> (pools: [KnownPool], count: Int) {
        var selection = selection
        let limit = selection.limit
        selection.limit = .max - 1
        let (sql, arguments) = selection.sql("pool_id")
        let ids: [Int64] = try rows(sql, arguments) { $0[0] }
        selection.only = Array(ids.prefix(limit))
        return (try pools(selection).pools, ids.count)
    }

    /// How many live pools of each configured account have each verdict.
    ///
    /// - Parameters:
    ///   - day: whole days since 1970.
    ///   - window: days before an end of life in which it counts as ending.
    package func poolVerdicts(on day: Int, window: Int) throws -> [String: [Verdict: Int]] {
        try rows(
            """
            SELECT account, verdict, COUNT(*)
            FROM (\(Schema.judgedPools(where: "account.configured", today: Schema.julianDay(day), window: window)))
            GROUP BY account, verdict
            """, []
        ) { (account: $0[0] as String, verdict: Verdict(rawValue: $0[1]), count: $0[2] as Int) }
        .reduce(into: [:]) { counts, row in
            if let verdict = row.verdict { counts[row.account, default: [:]][verdict] = row.count }
        }
    }
}

extension PoolSelection {
    /// The query and its arguments; one row more than the limit, to know whether there are more. What can be told before
    /// there is a verdict is asked before.
    fileprivate func sql(_ columns: String) -> (text: String, arguments: StatementArguments) {
        var pools: [String] = ["account.configured"]
        var judged: [String] = ["TRUE"]
        var arguments = StatementArguments()
        func add(_ clause: String, _ bound: StatementArguments, to clauses: inout [String]) {
            clauses.append(clause)
            arguments += bound
        }
        add("account.name IN (\(StoreReader.marks(accounts.count)))", StatementArguments(accounts), to: &pools)
        if let only { add("pool.id IN (\(only.map(String.init).joined(separator: ", ")))", [], to: &pools) }
        if !agents.isEmpty {
            let marks = StoreReader.marks(agents.count)
            add(Self.uses("agent_key IN (\(marks))"), StatementArguments(agents.map(\.folded)), to: &pools)
        }
        if let substring {
            let text = """
                pool.key || ' ' || publisher_key || ':' || offer_key || ':' || sku_key || ':' || version_key || ' '
                    || gallery_key || ' ' || agent_key
                """
            add(Self.uses("instr(\(text), ?)"), [substring.folded], to: &pools)
        }
        for (column, values) in [("verdict", verdicts.map(\.rawValue)), ("level", levels.map(\.rawValue))]
        where !values.isEmpty {
            add("\(column) IN (\(StoreReader.marks(values.count)))", StatementArguments(values), to: &judged)
        }
        if let after { add("(\(keyColumns)) > (\(StoreReader.marks(keyCount)))", key(after), to: &judged) }
        let source = Schema.judgedPools(
            where: pools.joined(separator: " AND "), today: Schema.julianDay(day), window: window)
        let text = """
            SELECT \(columns) FROM (\(source))
            WHERE \(judged.joined(separator: " AND ")) ORDER BY \(keyColumns) LIMIT ?
            """
        return (text, arguments + [limit + 1])
    }

    /// That a pool uses such an image.
    private static func uses(_ condition: String) -> String {
        "EXISTS (SELECT 1 FROM used_image WHERE used_image.id = pool_use.used_image AND \(condition))"
    }

    private var keyColumns: String {
        switch order {
        case .name: "account, key"
        case .risk: "\(Self.rank), end_of_life IS NULL, COALESCE(end_of_life, 0), account, key"
        }
    }

    private var keyCount: Int { order == .name ? 2 : 5 }

    private func key(_ key: PoolKey) -> StatementArguments {
        switch order {
        case .name: [key.account, key.pool]
        case .risk: [key.rank, key.endOfLife == nil, key.endOfLife ?? 0, key.account, key.pool]
        }
    }

    private static let rank: String = {
        let cases = Verdict.Level.allCases.enumerated().map { "WHEN '\($1.rawValue)' THEN \($0)" }
        return "CASE level \(cases.joined(separator: " ")) END"
    }()
}
