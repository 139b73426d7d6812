/// Global options may stand before the command as well as after it.
enum Arguments {
    private static let valued: Set = ["--socket", "--database", "-o", "--output", "--color", "--max-age"]
    private static let flags: Set = ["--no-header", "--absolute"]

    /// Takes `-ojson` and `--json` for what they are in other programs; what follows "--" are operands.
    private static func separated(_ arguments: [String]) -> [String] {
        let options = arguments.prefix { $0 != "--" }
        return options.flatMap { argument in
            let name = argument == "--json" ? "json" : argument.hasPrefix("-o") ? String(argument.dropFirst(2)) : ""
            return Format(rawValue: name).map { ["-o", $0.rawValue] } ?? [argument]
        } + arguments.dropFirst(options.count)
    }

    /// Moves global options that stand before the command to its end.
    static func normalized(_ arguments: [String]) -> [String] {
        let arguments = separated(arguments)
        var moved: [String] = []
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            if valued.contains(argument), index + 1 < arguments.count {
                moved += [argument, arguments[index + 1]]
                index += 2
            } else if flags.contains(argument) || valued.contains(where: { argument.hasPrefix("\($0)=") }) {
                moved.append(argument)
                index += 1
            } else {
                break
            }
        }
        guard index < arguments.count else { return arguments }
        // What follows "--" are operands: the options go right behind the command.
        return [arguments[index]] + moved + arguments[(index + 1)...]
    }
}
