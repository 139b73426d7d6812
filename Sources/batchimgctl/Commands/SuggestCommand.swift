import ArgumentParser
import Catalog
import ControlAPI

struct SuggestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggest", abstract: "Suggests what to move to from an image, the best first.",
        discussion: "Of any image that the record knows, listed or gone. Each suggestion says what is kept, lost and "
            + "gained. Exit 4 when nothing fits. Example: batchimgctl suggest openlogic:centos-hpc:7_9")

    @Argument(help: ArgumentHelp("publisher:offer:sku[:version]", valueName: "IMAGE"))
    var image: String

    @Option(
        help: ArgumentHelp("The node agent SKU under which it is used.", valueName: "G"),
        completion: CachedValues.agents)
    var agent: String?

    @Option(name: .account, help: "Only what this account lists; may be repeated.", completion: CachedValues.accounts)
    var account: [String] = []

    @Option(help: ArgumentHelp("Nothing that ends within this time, 180d unless said otherwise.", valueName: "D"))
    var within: DurationArgument?

    @Option(help: ArgumentHelp("How many, 5 unless said otherwise.", valueName: "N"))
    var limit: Int?

    @OptionGroup var columns: ColumnOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let limit, !(1...ImageQuery.maximumLimit).contains(limit) {
            throw ValidationError("cannot use --limit \(limit): from 1 to \(ImageQuery.maximumLimit)")
        }
        _ = try columns.chosen(from: Column<SuggestAnswer.Suggestion>.all)
    }

    func run() throws {
        var query = SuggestQuery(image)
        (query.agent, query.accounts) = (agent, account)
        query.window = within?.days ?? query.window
        query.limit = limit ?? query.limit
        let session = try Session(global)
        let json = try NamedImage.get(SuggestAnswer.Suggestion.path, image, query.queryItems, session)
        let answer = try SuggestAnswer(answer: json)
        try session.checkFreshness(answer.accounts)
        NamedImage.note(image, answered: [answer.image], session)
        try Rows(
            columns: Column<SuggestAnswer.Suggestion>.all,
            table: Column.table(severalAccounts: answer.accounts.count > 1),
            short: Column.shortTable(answer.suggestions)
        ).narrowed(to: columns).print(ListAnswer(json, list: SuggestAnswer.Suggestion.list), global)
    }
}
