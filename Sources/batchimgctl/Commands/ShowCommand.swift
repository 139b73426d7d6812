import ArgumentParser
import Catalog
import ControlAPI

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows everything known of an image, per account, with its history.",
        discussion: "As csv, tsv and markdown: its changes. Example: batchimgctl show microsoft-dsvm:ubuntu-hpc:2204")

    @Argument(help: ArgumentHelp("publisher:offer:sku[:version]", valueName: "IMAGE"))
    var image: String

    @Option(name: .account, help: "Only in this account; may be repeated.", completion: CachedValues.accounts)
    var account: [String] = []

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let session = try Session(global)
        let named = NamedImageQuery(image, accounts: account)
        let json = try NamedImage.get(HistoryAnswer.path, image, named.queryItems, session)
        let answer = try ListAnswer(json, list: HistoryAnswer.list)
        try session.checkFreshness(answer.freshness() ?? [])
        let histories: [HistoryAnswer] = try answer.elements()
        NamedImage.note(image, answered: histories.map(\.image), session)
        switch global.format {
        case .json: return Output.json(json)
        case .ndjson: return Output.json(try answer.lines())
        case .table: break
        // Rows, in formats that have nothing else: the changes.
        default: return try Rows(columns: Column<ChangeAnswer>.all).print(histories.flatMap(\.changes), global)
        }
        let name = ImageText(image)?.name
        var query = ImageQuery()
        query.accounts = account
        if let name, name.gallery.isEmpty {
            (query.publishers, query.offers, query.skus) = ([name.publisher], [name.offer], [name.sku])
        }
        query.states = Set(LifecycleState.allCases)
        let images: [ImageAnswer] = try session.list(ImageAnswer.self, query.queryItems).elements()
        let known = Dictionary(grouping: images) { [$0.account, $0.imageReference.text.folded] }
        // A daemon of the first release knows of none.
        let pools = (try? NamedImage.pools(using: name, accounts: account, session)) ?? []
        let isAtRisk = { (history: HistoryAnswer) in
            !known[[history.account, history.image.folded], default: []].contains(where: \.isWell)
        }
        let suggestions = try histories.contains(where: isAtRisk) ? suggestions(session) : []
        let stories = histories.map { history in
            let own = isAtRisk(history) ? suggestions.filter { $0.accounts.contains(history.account) } : []
            return ImageStory(
                history: history, known: known[[history.account, history.image.folded], default: []], pools: pools,
                suggestions: Array(own.prefix(Self.suggested)), options: global
            ).text
        }
        Output.result(stories.joined(separator: "\n"))
    }

    /// How many images to move to are named.
    private static let suggested = 3

    /// What to move to in any of the accounts; none where nothing fits, and from a daemon of before there were any.
    private func suggestions(_ session: Session) throws(ClientError) -> [SuggestAnswer.Suggestion] {
        var query = SuggestQuery(image)
        query.accounts = account
        query.limit = ImageQuery.maximumLimit
        do throws(ClientError) {
            let json = try session.get(SuggestAnswer.Suggestion.path, query.queryItems)
            return try SuggestAnswer(answer: json).suggestions
        } catch {
            guard error.exitCode == 4 else { throw error }
            return []
        }
    }
}

extension ImageAnswer {
    /// Whether there is no reason to move away from it: the verdict `ok`.
    fileprivate var isWell: Bool { [.supported, .undated].contains(state.known) && verificationType != "unverified" }
}
