import ArgumentParser
import Catalog
import ControlAPI

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows the daemon's state at a glance.",
        discussion: "Example: batchimgctl status")

    @OptionGroup var columns: ColumnOptions
    @OptionGroup var global: GlobalOptions

    /// Of pools those at risk are counted, too.
    private static var tableColumns: [Column<AccountAnswer>] {
        let atRisk = Column<AccountAnswer>(
            "at_risk", kind: .number, tone: { ($0.poolsAtRisk ?? 0) > 0 ? "error" : nil }
        ) { $0.poolsAtRisk.map(String.init) }
        return AccountsCommand.tableColumns.flatMap { $0.name == "pools" ? [$0, atRisk.leaving(1)] : [$0] }
    }

    func run() throws {
        let session = try Session(global)
        guard let json = try session.status() else {
            return try Rows(columns: Column.all, table: AccountsCommand.tableColumns).print([], columns, global)
        }
        let status = try StatusAnswer(answer: json)
        try session.checkFreshness(status.accounts.map(\.freshness))
        if global.format == .json || global.format == .ndjson { return Output.json(json) }
        let listing = try Rows(columns: Column.all, table: Self.tableColumns).narrowed(to: columns)
        guard global.format == .table else { return try listing.print(status.accounts, global) }
        let now = UTCTime.now
        let next = status.nextSync.flatMap { next in
            UTCTime(rfc3339: next.at).map { "\(next.account), in \($0.duration(since: now).roughText)" }
        }
        let database = status.database
        let syncing = status.syncing.isEmpty ? "" : ", syncing \(status.syncing.joined(separator: ", "))"
        let lines = [
            "batchimgd \(status.version), pid \(status.pid), since \(status.started)",
            "database   \(database.path) (\(database.bytes / 1024) KiB)", "socket     \(status.socket)",
            "next sync  \(next ?? "-")\(syncing)",
        ]
        Output.result((lines + Self.findings(status, now)).map { "\(TextSafety.plain($0))\n" }.joined() + "\n")
        try listing.print(status.accounts, global)
    }

    /// What is not as it should be, a line each.
    private static func findings(_ status: StatusAnswer, _ now: UTCTime) -> [String] {
        let database = status.database
        let kibibytes = database.walBytes / 1024
        let damage = database.damage.map {
            "damage     \($0): nothing is written any more; restore a copy, then restart"
        }
        let reader = database.walHeldSince.map {
            "reader     has held the write-ahead log (\(kibibytes) KiB) since \($0); find it with: fuser \(database.path)"
        }
        let ahead = status.accounts.compactMap { account in
            account.aheadText(now: now).map { "clock      '\(account.name)': \($0)" }
        }
        let pools = status.accounts.compactMap { account in
            account.poolsError.map { "pools      cannot list those of '\(account.name)': \($0)" }
        }
        let atRisk = status.accounts.compactMap(\.poolsAtRisk).reduce(0, +)
        let risk = "at risk    \(atRisk) live \(atRisk == 1 ? "pool" : "pools"); see: batchimgctl pools --at-risk"
        let alerts = status.alerts.filter { $0.waiting + $0.givenUp > 0 }.map { alert in
            let counts = [(alert.waiting, "waiting"), (alert.givenUp, "given up")].filter { $0.0 > 0 }
                .map { "\($0) \($1)" }.joined(separator: ", ")
            return "alert      '\(alert.alert)': \(counts)\(alert.lastError.map { ": \($0)" } ?? "")"
        }
        return [damage, reader].compactMap(\.self) + ahead + pools + (atRisk == 0 ? [] : [risk]) + alerts
    }
}
