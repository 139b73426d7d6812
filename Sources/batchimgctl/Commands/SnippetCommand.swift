import ArgumentParser
import Catalog
import ControlAPI

struct SnippetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snippet", abstract: "Prints an image with its node agent SKU, ready to paste.",
        discussion:
            "Names of pools and accounts, VM size and number of nodes stand for your own. Exit 4 when no account "
            + "lists the image, 5 when there are several node agents. Example: "
            + "batchimgctl snippet microsoft-dsvm:ubuntu-hpc:2204 --for bicep")

    @Argument(help: ArgumentHelp("publisher:offer:sku[:version]", valueName: "IMAGE"))
    var image: String

    @Option(name: .customLong("for"), help: "What it is for: rest, arm, bicep, terraform, az, python, nextflow.")
    var form: SnippetForm

    @Option(name: .account, help: "Only in this account; may be repeated.", completion: CachedValues.accounts)
    var account: [String] = []

    @Option(
        help: ArgumentHelp("Under this node agent SKU, where there are several.", valueName: "G"),
        completion: CachedValues.agents)
    var agent: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard global.format == .table else {
            throw ValidationError("cannot print a snippet as \(global.format.rawValue): --for says in which language")
        }
    }

    func run() throws {
        let session = try Session(global)
        let target = NamedImageQuery(image, accounts: account).queryItems
        let answer = try ResolveAnswer(answer: try NamedImage.get("/v1/resolve", image, target, session))
        try session.checkFreshness(answer.accounts)
        let asked = agent.map { FoldedText($0) }
        let agents = answer.agents.map(\.nodeAgentSKUId)
        let fitting = agents.filter { asked == nil || FoldedText($0) == asked }
        let listed = agents.map { "'\($0)'" }.joined(separator: ", ")
        guard let agent = fitting.first else {
            throw ClientError(
                exitCode: 4,
                "cannot find \(answer.image) under the node agent '\(agent ?? "")': it is listed under \(listed)")
        }
        guard fitting.count == 1 else {
            throw ClientError(
                exitCode: 5,
                "cannot choose a node agent for \(answer.image): it is listed under \(listed); name one with --agent")
        }
        let snippet = Snippet(reference: reference(answer.image), agent: agent)
        let text = try snippet.text(for: form)
        if form == .nextflow { try noteNextflow(snippet, session) }
        Output.result(text)
    }

    /// The image as it is listed; an exact version stays the one that was asked for.
    private func reference(_ listed: String) -> ImageReference {
        guard !listed.hasPrefix("/") else { return Snippet.galleryReference(listed) }
        let parts = listed.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let asked = image.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        return ImageReference(
            publisher: parts[0], offer: parts.count > 1 ? parts[1] : nil, sku: parts.count > 2 ? parts[2] : nil,
            version: asked.count == 4 ? asked[3] : parts.count > 3 ? parts[3] : nil)
    }

    /// Nextflow is told neither sku nor version: it takes the first verified image of publisher, offer and node agent.
    private func noteNextflow(_ snippet: Snippet, _ session: Session) throws {
        var query = ImageQuery()
        query.accounts = account
        query.publishers = [snippet.reference.publisher].compactMap(\.self)
        query.offers = [snippet.reference.offer].compactMap(\.self)
        query.agents = [snippet.agent]
        let images: [ImageAnswer] = try session.list(ImageAnswer.self, query.queryItems).elements()
        let skus = Set(images.filter { $0.verificationType == "verified" }.compactMap(\.imageReference.sku))
        let own = (snippet.reference.sku ?? "").folded
        if !skus.contains(where: { $0.folded == own }) {
            session.announce(
                "note: \(snippet.reference.text) is not verified, and Nextflow takes verified images alone")
        } else if skus.count > 1 {
            session.announce(
                "note: Nextflow takes the first sku that the service lists, and cannot be told which: "
                    + skus.sorted().joined(separator: ", "))
        }
    }
}
