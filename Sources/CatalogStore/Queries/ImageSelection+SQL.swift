import Catalog
import GRDB

extension ImageSelection {
    /// In the order of names one account comes after the other, and a page needs the first ones only; in another order,
    /// all of them.
    var isByAccount: Bool { order == .name }

    /// The accounts that may have images of the page, in their order.
    var accountsInOrder: ArraySlice<String> {
        let first = after?.parts.first ?? ""
        return Set(accounts).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .drop { isByAccount && $0.utf8.lexicographicallyPrecedes(first.utf8) }
    }

    /// The query and its arguments; one row more than the limit, to know whether there are more.
    var sql: SQLText {
        var clauses: [String] = ["configured"]
        let source = source
        var arguments = source.arguments
        func add(_ clause: String, _ bound: StatementArguments) {
            clauses.append(clause)
            arguments += bound
        }
        add("account IN (\(StoreReader.marks(accounts.count)))", StatementArguments(accounts))
        let folded = DatabaseFunction.folded.name
        for (column, values) in [
            ("publisher_key", publishers), ("offer_key", offers), ("sku_key", skus), ("agent_key", agents),
            ("\(folded)(os_type)", osTypes), ("\(folded)(verification_type)", verificationTypes),
        ] where !values.isEmpty {
            add("\(column) IN (\(StoreReader.marks(values.count)))", StatementArguments(values.map(\.folded)))
        }
        for capability in capabilities {
            add(
                """
                EXISTS (
                    SELECT 1 FROM json_each(COALESCE(capabilities, '[]')) AS has WHERE \(folded)(has.value) = ?)
                """, [capability.folded])
        }
        if let substring {
            add(
                """
                instr(publisher_key || ':' || offer_key || ':' || sku_key || ':' || version_key || ' '
                    || gallery_key || ' ' || agent_key, ?)
                """, [substring.folded])
        }
        if let (clause, bound) = filter?.sql { add(clause, bound) }
        if onlyUsed { clauses.append("(account_id, identity) IN (\(Schema.usedIdentities))") }
        if let (clause, bound) = stateClause { add(clause, bound) }
        if let after { add("(\(keyColumns)) > (\(keyMarks))", key(after)) }
        let text = """
            SELECT \(KnownImage.columns) FROM (\(source.texts.joined(separator: " UNION ALL ")))
            WHERE \(clauses.joined(separator: " AND "))
            ORDER BY \(keyColumns) LIMIT ?
            """
        return (text, arguments + [limit + 1])
    }

    /// The images, listed and gone, now or as of a moment.
    private var source: (texts: [String], arguments: StatementArguments) {
        var texts: [String] = []
        var arguments = StatementArguments()
        func add(_ images: String, isListed: Int) {
            texts.append("SELECT *, \(isListed) AS is_listed FROM (\(images))")
            guard let asOf else { return }
            arguments += StatementArguments(Array(repeating: asOf.seconds, count: images.count { $0 == "?" }))
        }
        if includesListed { add(Schema.listedImages(asOf: asOf != nil), isListed: 1) }
        if includesGone { add(Schema.removedImages(asOf: asOf != nil), isListed: 0) }
        return (texts, arguments)
    }

    private static let nameColumns =
        "account, publisher_key, offer_key, sku_key, version_key, gallery_key, agent_key"

    private var keyColumns: String {
        switch order {
        case .name: Self.nameColumns
        case .endOfLife: "end_of_life IS NULL, COALESCE(end_of_life, 0), \(Self.nameColumns)"
        }
    }

    private var keyMarks: String {
        StoreReader.marks(order == .name ? ImageKey.partCount : ImageKey.partCount + 2)
    }

    private func key(_ key: ImageKey) -> StatementArguments {
        let parts = StatementArguments(key.parts)
        return switch order {
        case .name: parts
        case .endOfLife: [key.endOfLife == nil, key.endOfLife ?? 0] + parts
        }
    }

    /// The states as ranges of the end of life, by the one rule that says which days a state has.
    private var stateClause: SQLText? {
        guard !states.isEmpty else { return nil }
        var alternatives: [String] = []
        var arguments = StatementArguments()
        for state in LifecycleState.allCases where states.contains(state) {
            if let days = state.daysLeft(window: window) {
                alternatives.append("(is_listed AND end_of_life >= ? AND end_of_life < ?)")
                arguments += [
                    UTCTime(day: day + days.lowerBound), UTCTime(day: day + days.upperBound + 1),
                ]
            } else {
                alternatives.append(state == .gone ? "NOT is_listed" : "(is_listed AND end_of_life IS NULL)")
            }
        }
        return ("(\(alternatives.joined(separator: " OR ")))", arguments)
    }
}
