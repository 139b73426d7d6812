import ArgumentParser
import Catalog
import ControlAPI

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists current images.",
        discussion: "Example: batchimgctl list --os linux --container --gen 2")

    @OptionGroup var images: ImageOptions

    @Option(help: "Only in this state: supported, undated, ending, grace, ended, gone; may be repeated.")
    var state: [String] = []

    @Flag(help: "With those that are gone.")
    var all = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        for state in state where LifecycleState(rawValue: state) == nil {
            let known = LifecycleState.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("cannot use the state '\(state)': known are \(known)")
        }
    }

    func run() throws {
        var query = images.query
        query.states = Set(state.compactMap(LifecycleState.init(rawValue:)))
        if all { query.states = query.states.isEmpty ? Set(LifecycleState.allCases) : query.states.union([.gone]) }
        try images.print(query, global, hint: "no images match")
    }
}
