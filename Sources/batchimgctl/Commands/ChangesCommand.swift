import ArgumentParser
import Catalog
import ControlAPI

struct ChangesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changes", abstract: "Lists what changed in the accounts' images, oldest first.",
        discussion: "Example: batchimgctl changes --since 30d --kind end-of-life")

    @Option(help: ArgumentHelp("From this moment on: a date, an RFC 3339 time, or 30d ago.", valueName: "30d|DATE"))
    var since: String?

    @Option(help: ArgumentHelp("Before this moment, likewise.", valueName: "30d|DATE"))
    var until: String?

    @Option(name: .account, help: "Only of this account; may be repeated.", completion: CachedValues.accounts)
    var account: [String] = []

    @Option(help: "Only of this kind; may be repeated.")
    var kind: [String] = []

    @Flag(help: "Only of images that a live pool of the account uses.")
    var used = false

    @Flag(help: "Go on with what comes, until interrupted.")
    var follow = false

    @OptionGroup var columns: ColumnOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        for text in [since, until].compactMap(\.self) where TimeText(text) == nil {
            throw ValidationError("cannot use the time '\(text)': expected \(TimeText.expected)")
        }
        for kind in kind where CatalogChange.Kind(rawValue: kind) == nil {
            throw ValidationError("cannot use the kind '\(kind)': known are \(CatalogChange.Kind.allCases.names)")
        }
    }

    func run() throws {
        var query = ChangeQuery()
        (query.accounts, query.onlyUsed, query.follows) = (account, used, follow)
        query.kinds = kind.compactMap(CatalogChange.Kind.init(rawValue:))
        (query.since, query.until) = (since.flatMap { TimeText($0) }, until.flatMap { TimeText($0) })
        let all = Column<ChangeAnswer>.all
        let rows = Rows(
            columns: all,
            table: all.table(["seq": 2, "at": 0, "account": -1]) + all.named(Column<ChangeAnswer>.difference),
            short: all.table(["at": 0, "account": -1]) + Column<ChangeAnswer>.shortDifference, hint: "no changes")
        if follow { return try rows.follow(query.queryItems, of: account, columns, global) }
        try rows.print(query.queryItems, columns, global)
    }
}

extension Column<ChangeAnswer> {
    /// The columns of the view `changes`.
    static var all: [Column<ChangeAnswer>] {
        [
            Column("seq", kind: .number) { $0.seq.map(String.init) }, Column("at", kind: .time) { $0.at },
            Column("account") { $0.account }, Column("kind", kind: .state) { $0.kind.text },
            Column("publisher") { $0.publisher }, Column("offer") { $0.offer }, Column("sku") { $0.sku },
            Column("version") { $0.version },
            Column("node_agent_sku_id", title: "NODE AGENT") { $0.nodeAgentSKUId },
            Column("old", shown: { ChangeText.short($0.old) }) { $0.old },
            Column("new", shown: { ChangeText.short($0.new) }) { $0.new }, Column("image") { $0.image },
        ]
    }

    /// What a table tells of a change itself.
    static var difference: [String] { ["kind", "image", "node_agent_sku_id", "old", "new"] }

    /// The same in fewer words.
    static var shortDifference: [Column<ChangeAnswer>] {
        all.named(["kind"]) + [
            Column("image") { ImageName.short($0.image) },
            Column("what") { ChangeText.of($0) ?? NodeAgentName.short($0.nodeAgentSKUId) },
        ]
    }
}
