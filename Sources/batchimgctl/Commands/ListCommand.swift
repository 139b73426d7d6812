import ArgumentParser
import Catalog
import ControlAPI

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists current images.",
        discussion: """
            With -o az: what az batch pool supported-images list -o json prints for an account. \
            Example: batchimgctl list --os linux --container --gen 2
            """)

    @OptionGroup var images: ImageOptions

    @Option(help: "Only in this state: supported, undated, ending, grace, ended, gone; may be repeated.")
    var state: [String] = []

    @Flag(help: "With those that are gone.")
    var all = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        for state in state where LifecycleState(rawValue: state) == nil {
            throw ValidationError("cannot use the state '\(state)': known are \(LifecycleState.allCases.names)")
        }
        guard global.format == .az else { return }
        var plain = ImageQuery()
        plain.accounts = images.account
        plain.filter = images.filter.flatMap { try? FilterText($0) }
        guard images.account.count == 1, query == plain, images.columns.columns == nil else {
            throw ValidationError("cannot list as az does: name one --account, and nothing else but a --filter")
        }
    }

    private var query: ImageQuery {
        var query = images.query
        query.states = Set(state.compactMap(LifecycleState.init(rawValue:)))
        if all { query.states = query.states.isEmpty ? Set(LifecycleState.allCases) : query.states.union([.gone]) }
        return query
    }

    func run() throws {
        guard global.format == .az else { return try images.print(query, global, hint: "no images match") }
        Output.json(
            try AzureListing.text(of: images.account[0], filter: images.filter, Session(global, prints: [.az])))
    }
}
