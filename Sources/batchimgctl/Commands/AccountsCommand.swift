import ArgumentParser
import Catalog
import ControlAPI

struct AccountsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts", abstract: "Lists the configured accounts and how fresh their data is.",
        discussion: "Example: batchimgctl accounts -o csv")

    @OptionGroup var columns: ColumnOptions
    @OptionGroup var global: GlobalOptions

    static var tableColumns: [Column<AccountAnswer>] {
        Column.all.table([
            "name": 0, "state": 0, "images": 3, "pools": 2, "last_success": 0, "last_changed": 4, "next_attempt": 5,
            "last_error": 0,
        ])
    }

    func run() throws { try Rows(columns: Column.all, table: Self.tableColumns).print([], columns, global) }
}

extension Column<AccountAnswer> {
    /// The columns of the view `accounts`.
    static var all: [Column<AccountAnswer>] {
        [
            Column("name") { $0.name }, Column("endpoint") { $0.endpoint },
            Column("configured") { String($0.configured) }, Column("state", kind: .state) { $0.state.text },
            Column("images", kind: .number) { String($0.images) }, Column("etag") { $0.etag },
            Column("last_modified") { $0.lastModified }, Column("last_changed", kind: .time) { $0.lastChanged },
            Column("last_success", kind: .time) { $0.lastSuccess },
            Column("last_attempt", kind: .time) { $0.lastAttempt },
            Column("next_attempt", kind: .time) { $0.nextAttempt },
            Column("consecutive_failures", title: "FAILURES", kind: .number) { String($0.consecutiveFailures) },
            Column("last_error") { $0.lastError },
            Column("stale_after_seconds") { $0.staleAfterSeconds.map(String.init) },
            Column("pools", kind: .number) { $0.pools.map(String.init) }, Column("pools_error") { $0.poolsError },
        ]
    }
}
