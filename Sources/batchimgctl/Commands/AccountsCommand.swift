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
        let all = Column<AccountAnswer>.all
        return all.named(["name", "state"]) + all.named(["images"]).map { $0.leaving(3) }
            + all.named(["pools"]).map { $0.leaving(2) } + all.named(["last_success"])
            + all.named(["last_changed"]).map { $0.leaving(4) } + all.named(["next_attempt"]).map { $0.leaving(5) }
            + all.named(["last_error"])
    }

    func run() throws {
        try Rows(columns: Column<AccountAnswer>.all, table: Self.tableColumns, hint: nil)
            .print([], columns, global)
    }
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
