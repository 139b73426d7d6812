import ControlAPI

/// The rows of a list route, as they are asked for and printed.
struct Rows<Item: Decodable> {
    /// The list's key in the answer, which is its route's name too.
    let what: String
    /// Every column, in the order of the view.
    let columns: [Column<Item>]
    /// A table's columns.
    let table: [Column<Item>]
    /// Said when a table would be empty.
    let hint: String?

    func print(_ items: [QueryItem], _ options: ColumnOptions, _ global: GlobalOptions) throws {
        let chosen = try options.chosen(from: columns)
        let session = try Session(global)
        let json = try session.list("/v1/\(what)", items.filter { $0.name != "limit" }, what: what)
        if global.format == .json { return Output.json(json) }
        let text = try AnswerText(json, what: what)
        let rows: [Item] =
            global.format == .ndjson && chosen == nil
            ? [] : try session.decode([Item].self, from: text.array)
        try Listing(
            json: json, what: what, items: rows, columns: chosen ?? columns,
            tableColumns: chosen ?? table,
            hint: text.isWithoutAccounts ? nil : hint, isNarrowed: chosen != nil
        ).print(global)
    }
}
