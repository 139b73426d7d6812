import ArgumentParser
import Catalog
import ControlAPI

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows everything known of an image, per account, with its history.",
        discussion: "As csv, tsv and markdown: its changes. Example: batchimgctl show microsoft-dsvm:ubuntu-hpc:2204")

    @Argument(help: ArgumentHelp("publisher:offer:sku[:version]", valueName: "IMAGE"))
    var image: String

    @Option(help: "Only in this account; may be repeated.", completion: CachedValues.accounts)
    var account: [String] = []

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let session = try Session(global)
        let json = try NamedImage.get("/v1/images/history", image, accounts: account, session)
        try session.checkFreshness(try AnswerText.accounts(endingIn: json))
        let histories = try session.decode(HistoryAnswer.self, from: json).images
        NamedImage.note(image, answered: histories.map(\.image), session)
        switch global.format {
        case .json: return Output.json(json)
        case .ndjson:
            return Output.json(try AnswerText(json, what: "images").lines.flatMap { Array($0) + [0x0A] })
        default: break
        }
        guard global.format == .table else {
            // Rows, in formats that have nothing else: the changes.
            let columns = Column<ChangeAnswer>.all
            return try Listing(
                json: json, what: "images", items: histories.flatMap(\.changes), columns: columns,
                tableColumns: columns, hint: nil
            ).print(global)
        }
        let name = ImageText(image)?.name
        var query = ImageQuery()
        query.accounts = account
        query.publishers = [name?.publisher].compactMap(\.self).filter { !$0.isEmpty }
        query.offers = [name?.offer].compactMap(\.self).filter { !$0.isEmpty }
        query.skus = [name?.sku].compactMap(\.self).filter { !$0.isEmpty }
        query.states = Set(LifecycleState.allCases)
        let list = try session.list("/v1/images", query.queryItems.filter { $0.name != "limit" }, what: "images")
        let images = try ImageAnswer.list(try AnswerText(list, what: "images").array)
        for (index, history) in histories.enumerated() {
            let known = images.filter {
                $0.account == history.account && $0.name.folded == history.image.folded
            }
            Output.result((index > 0 ? "\n" : "") + ImageStory(history: history, known: known, options: global).text)
        }
    }
}

/// `GET /v1/images/history`.
struct HistoryAnswer: Decodable {
    struct Run: Decodable {
        let from: String
        let to: String
    }

    struct EndOfLifeDate: Decodable {
        let date: String
        let firstSeen: String
        let lastSeen: String
    }

    struct Image: Decodable {
        let account: String
        let image: String
        let runs: [Run]
        let endOfLife: [EndOfLifeDate]
        let changes: [ChangeAnswer]
    }

    let images: [Image]
}
