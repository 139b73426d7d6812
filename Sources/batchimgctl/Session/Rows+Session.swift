import ControlAPI

/// The rows of a list route.
extension Rows where Item: ListElement {
    /// Asks, and prints what comes.
    func print(_ items: [QueryItem], _ options: ColumnOptions, _ global: GlobalOptions) throws {
        var rows = try narrowed(to: options)
        let answer = try Session(global).list(Item.self, items)
        // That there are no accounts is said.
        if try answer.freshness()?.isEmpty ?? false { rows.hint = nil }
        try rows.print(answer, global)
    }

    /// Prints each element of a stream as it comes: as the daemon wrote it, or as a row of its own.
    ///
    /// - Parameter accounts: those that it speaks of; none: all of them.
    func follow(
        _ items: [QueryItem], of accounts: [String], _ options: ColumnOptions, _ global: GlobalOptions
    ) throws {
        let rows = try narrowed(to: options)
        var global = global
        let session = try Session(global)
        if global.maxAge != nil { try session.checkFreshness(of: accounts) }
        try session.follow(Item.path, items) { line throws(ClientError) in
            if global.format == .json || (global.format == .ndjson && !rows.isNarrowed) { return Output.json(line) }
            try rows.print([try Item(answer: line)], global)
            // One header for all.
            global.noHeader = true
        }
    }
}
