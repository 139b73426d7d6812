import ArgumentParser
import Catalog
import ControlAPI

struct SyncsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "syncs", abstract: "Lists the attempts to refresh the accounts, the latest first.",
        discussion: "Example: batchimgctl syncs --account contoso-we")

    @Option(name: .account, help: "Only of this account; may be repeated.", completion: CachedValues.accounts)
    var account: [String] = []

    @OptionGroup var columns: ColumnOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        var query = PageQuery()
        query.accounts = account
        let all = Column<SyncAnswer>.all
        let table = all.table([
            "id": 0, "account": 0, "started": 0, "outcome": 0, "pages": 1, "images": 1, "bytes": 2, "request_id": 3,
            "error_message": 0,
        ])
        try Rows(
            columns: all, table: table,
            hint: "no syncs yet: an account is refreshed as soon as it is configured"
        ).print(query.queryItems, columns, global)
    }
}

extension Column<SyncAnswer> {
    /// The columns of the view `syncs`.
    static var all: [Column<SyncAnswer>] {
        [
            Column("id", kind: .number) { String($0.id) }, Column("account") { $0.account },
            Column("started", kind: .time) { $0.started }, Column("finished", kind: .time) { $0.finished },
            Column("outcome", kind: .state) { $0.outcome.text },
            Column("http_status", kind: .number) { $0.httpStatus.map(String.init) },
            Column("pages", kind: .number) { String($0.pages) },
            Column("images", kind: .number) { $0.images.map(String.init) },
            Column("bytes", kind: .number) { String($0.bytes) }, Column("request_id") { $0.requestId },
            Column("error_code") { $0.errorCode }, Column("error_message", title: "ERROR") { $0.errorMessage },
        ]
    }
}
