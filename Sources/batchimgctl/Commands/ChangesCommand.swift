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

    @Option(help: "Only of this account; may be repeated.")
    var account: [String] = []

    @Option(help: "Only of this kind; may be repeated.")
    var kind: [String] = []

    @OptionGroup var columns: ColumnOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        for text in [since, until].compactMap(\.self) where TimeText(text) == nil {
            throw ValidationError("cannot use the time '\(text)': expected \(TimeText.expected)")
        }
        for kind in kind where CatalogChange.Kind(rawValue: kind) == nil {
            let known = CatalogChange.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("cannot use the kind '\(kind)': known are \(known)")
        }
    }

    func run() throws {
        var query = ChangeQuery()
        query.accounts = account
        query.kinds = kind.compactMap(CatalogChange.Kind.init(rawValue:))
        query.since = since.flatMap { TimeText($0) }
        query.until = until.flatMap { TimeText($0) }
        let table = ["seq", "at", "account", "kind", "image", "node_agent_sku_id", "old", "new"]
        try Rows(what: "changes", columns: Column<ChangeAnswer>.all, table: table, hint: "no changes")
            .print(query.queryItems, columns, global)
    }
}

extension Column<ChangeAnswer> {
    /// The columns of the view `changes`.
    static var all: [Column<ChangeAnswer>] {
        [
            Column("seq", kind: .number) { String($0.seq) }, Column("at") { $0.at },
            Column("account") { $0.account }, Column("kind", kind: .state) { $0.kind },
            Column("publisher") { $0.publisher }, Column("offer") { $0.offer }, Column("sku") { $0.sku },
            Column("version") { $0.version },
            Column("node_agent_sku_id", title: "NODE AGENT") { $0.nodeAgentSKUId },
            Column("old", shown: { Self.short($0.old) }) { $0.old },
            Column("new", shown: { Self.short($0.new) }) { $0.new }, Column("image") { $0.image },
        ]
    }

    /// A midnight is shown as its date.
    private static func short(_ value: String?) -> String? {
        value.map { $0.hasSuffix("T00:00:00Z") ? String($0.prefix(10)) : $0 }
    }
}
