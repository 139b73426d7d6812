package import Catalog
import GRDB

extension StoreReader {
    /// - Returns: up to the limit, and whether there are more.
    package func pools(_ selection: PoolSelection) throws -> (pools: [KnownPool], hasMore: Bool) {
        let (sql, arguments) = selection.sql
        return page(try rows(sql, arguments, KnownPool.init), limit: selection.limit)
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
    /// The query and its arguments; one row more than the limit, to know whether there are more.
    fileprivate var sql: (text: String, arguments: StatementArguments) {
        let source = Schema.judgedPools(
            where: "account.configured AND account.name IN (\(StoreReader.marks(accounts.count)))",
            today: Schema.julianDay(day), window: window)
        var clauses: [String] = ["TRUE"]
        var arguments = StatementArguments(accounts)
        for (column, values) in [
            ("verdict", verdicts.map(\.rawValue)), ("level", levels.map(\.rawValue)),
            ("agent_key", agents.map(\.folded)),
        ] where !values.isEmpty {
            clauses.append("\(column) IN (\(StoreReader.marks(values.count)))")
            arguments += StatementArguments(values)
        }
        if let substring {
            clauses.append(
                """
                instr(key || ' ' || publisher_key || ':' || offer_key || ':' || sku_key || ':' || version_key || ' '
                    || gallery_key || ' ' || agent_key, ?)
                """)
            arguments += [substring.folded]
        }
        if let after {
            clauses.append("(\(keyColumns)) > (\(StoreReader.marks(keyCount)))")
            arguments += key(after)
        }
        let text = """
            SELECT \(KnownPool.columns) FROM (\(source))
            WHERE \(clauses.joined(separator: " AND ")) ORDER BY \(keyColumns) LIMIT ?
            """
        return (text, arguments + [limit + 1])
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
