import ControlAPI

/// The rows of a list route, as they are asked for and printed.
struct Rows<Item: ListElement> {
    /// Every column, in the order of the view.
    let columns: [Column<Item>]
    /// A table's columns.
    let table: [Column<Item>]
    /// The same in fewer words.
    var short: [Column<Item>]?
    /// Said when a table would be empty.
    let hint: String?

    func print(_ items: [QueryItem], _ options: ColumnOptions, _ global: GlobalOptions) throws {
        let chosen = try options.chosen(from: columns)
        let answer = try Session(global).list(Item.self, items)
        try RowOutput(
            columns: chosen ?? columns, tableColumns: chosen ?? table, shortColumns: chosen == nil ? short : nil,
            hint: try answer.freshness()?.isEmpty ?? false ? nil : hint, isNarrowed: chosen != nil
        ).print(answer, global)
    }
}
