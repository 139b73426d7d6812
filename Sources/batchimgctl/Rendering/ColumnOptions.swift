import ArgumentParser

/// Which columns to print.
struct ColumnOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The columns to print, by their names in the view, comma-separated; json prints all.", valueName: "C,..."))
    var columns: String?

    /// The columns that were asked for, in that order; `nil` when none were.
    ///
    /// - Throws: `ValidationError` that names those there are.
    func chosen<Item>(from all: [Column<Item>]) throws -> [Column<Item>]? {
        guard let names = columns?.split(separator: ",").map(String.init) else { return nil }
        let known = all.map(\.name).joined(separator: ", ")
        guard !names.isEmpty else { throw ValidationError("cannot print no columns: known are \(known)") }
        return try names.map { name in
            guard let column = all.first(where: { $0.name == name }) else {
                throw ValidationError("cannot use the column '\(name)': known are \(known)")
            }
            return column
        }
    }
}
