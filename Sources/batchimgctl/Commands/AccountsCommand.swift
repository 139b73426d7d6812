import ArgumentParser
import ControlAPI

struct AccountsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts", abstract: "Lists the configured accounts and how fresh their data is.",
        discussion: "Example: batchimgctl accounts -o csv")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let session = try Session(global)
        let json = try session.get("/v1/accounts")
        try session.checkFreshness(try AnswerText(json, what: "accounts").tail)
        let accounts =
            global.format == .json || global.format == .ndjson
            ? [] : try session.decode(AccountsAnswer.self, from: json).accounts
        try Listing(
            json: json, what: "accounts", items: accounts, columns: Column<AccountAnswer>.all,
            tableColumns: Column<AccountAnswer>.table,
            hint: nil
        ).print(global)
    }
}

extension Column<AccountAnswer> {
    /// The columns of the view `accounts`.
    static var all: [Column<AccountAnswer>] {
        [
            Column("name") { $0.name }, Column("endpoint") { $0.endpoint },
            Column("configured") { String($0.configured) }, Column("state", kind: .state) { $0.state },
            Column("images", kind: .number) { String($0.images) }, Column("etag") { $0.etag },
            Column("last_modified") { $0.lastModified }, Column("last_changed") { $0.lastChanged },
            Column("last_success") { $0.lastSuccess }, Column("last_attempt") { $0.lastAttempt },
            Column("next_attempt") { $0.nextAttempt },
            Column("consecutive_failures", title: "FAILURES", kind: .number) { String($0.consecutiveFailures) },
            Column("last_error") { $0.lastError },
            Column("stale_after_seconds") { $0.staleAfterSeconds.map(String.init) },
        ]
    }

    static var table: [Column<AccountAnswer>] {
        let names = ["name", "state", "images", "last_success", "last_changed", "next_attempt", "last_error"]
        return names.compactMap { name in all.first { $0.name == name } }
    }
}
