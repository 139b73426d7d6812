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

    /// What is printed: the columns that were asked for by name, else those of the format.
    func output(_ options: ColumnOptions) throws -> RowOutput<Item> {
        guard let chosen = try options.chosen(from: columns) else {
            return RowOutput(columns: columns, tableColumns: table, shortColumns: short, hint: hint)
        }
        return RowOutput(columns: chosen, tableColumns: chosen, hint: hint, isNarrowed: true)
    }

    /// Asks, and prints what comes.
    func print(_ items: [QueryItem], _ options: ColumnOptions, _ global: GlobalOptions) throws {
        _ = try options.chosen(from: columns)
        let answer = try Session(global).list(Item.self, items)
        let isWithoutAccounts = try answer.freshness()?.isEmpty ?? false
        try Rows(columns: columns, table: table, short: short, hint: isWithoutAccounts ? nil : hint)
            .output(options).print(answer, global)
    }

    /// Prints each element of a stream as it comes: as the daemon wrote it, or as a row of its own.
    ///
    /// - Parameter accounts: those that it speaks of; none: all of them.
    func follow(
        _ items: [QueryItem], of accounts: [String], _ options: ColumnOptions, _ global: GlobalOptions
    ) throws {
        let output = try output(options)
        var global = global
        let session = try Session(global)
        if global.maxAge != nil { try session.checkFreshness(of: accounts) }
        try session.follow(Item.path, items) { line throws(ClientError) in
            if global.format == .json || (global.format == .ndjson && !output.isNarrowed) { return Output.json(line) }
            try output.print([try Item(answer: line)], global)
            // One header for all.
            global.noHeader = true
        }
    }
}
