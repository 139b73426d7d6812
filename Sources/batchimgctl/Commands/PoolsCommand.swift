import ArgumentParser
import Catalog
import ControlAPI

struct PoolsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pools", abstract: "Lists live pools and whether the image of each is at risk, the worst first.",
        discussion: "Example: batchimgctl pools --at-risk --within 90d")

    @Option(name: .account, help: "Only of this account; may be repeated.", completion: CachedValues.accounts)
    var account: [String] = []

    @Flag(help: "Only pools whose verdict is an error or a warning.")
    var atRisk = false

    @Option(help: ArgumentHelp("Only of this verdict, such as gone; may be repeated.", valueName: "V"))
    var verdict: [String] = []

    @Option(
        help: ArgumentHelp("Only with this node agent SKU; may be repeated.", valueName: "G"),
        completion: CachedValues.agents)
    var agent: [String] = []

    @Option(help: ArgumentHelp("Days before an end of life that count as ending, such as 90d.", valueName: "D"))
    var within: DurationArgument?

    @OptionGroup var columns: ColumnOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        for verdict in verdict where Verdict(rawValue: verdict) == nil {
            throw ValidationError("cannot use the verdict '\(verdict)': expected \(Verdict.expected)")
        }
        _ = try columns.chosen(from: Column<PoolAnswer>.all)
    }

    private var query: PoolQuery {
        var query = PoolQuery()
        (query.accounts, query.agents, query.order) = (account, agent, .risk)
        query.verdicts = verdict.compactMap(Verdict.init(rawValue:))
        query.levels = atRisk ? [.error, .warning] : []
        query.window = within?.days ?? query.window
        return query
    }

    /// Of so many pools at most it is asked what they can move to.
    private static let mostMoves = 200

    /// The image that each pool at risk can move to, by account and pool; none where a daemon of another release judges
    /// nothing.
    private func moves(_ pools: [PoolAnswer], _ session: Session) -> [[String]: String] {
        let atRisk = pools.filter { $0.level.known == .error || $0.level.known == .warning }
        guard !atRisk.isEmpty, atRisk.count <= Self.mostMoves else { return [:] }
        let ground = CheckGround(
            kind: .record(session), accounts: Set(atRisk.map(\.account)).sorted(), window: query.window)
        let findings = (try? ground.findings(on: atRisk.map { FoundUse($0) })) ?? []
        return findings.reduce(into: [:]) { moves, finding in
            guard let pool = finding.pool, let account = finding.accounts?.first else { return }
            moves[[account, pool]] = finding.suggestion?.image
        }
    }

    func run() throws {
        let session = try Session(global)
        let answer = try session.list(PoolAnswer.self, query.queryItems)
        let accounts = try answer.freshness()
        for account in accounts ?? [] where account.asOf != nil && !account.stale {
            // What is known of the pools is not as fresh as it should be, though not yet stale.
            if let reason = account.reason { session.announce("note: '\(account.name)': \(reason)") }
        }
        let pools: [PoolAnswer] = global.format == .table ? try answer.elements() : []
        let several = Set(pools.map(\.account)).count > 1
        let moves = columns.columns == nil ? moves(pools, session) : [:]
        try Rows(
            columns: Column<PoolAnswer>.all, table: Column.table(severalAccounts: several, moves: moves),
            short: Column.shortTable(severalAccounts: several, moves: moves),
            hint: accounts?.isEmpty ?? false ? nil : atRisk ? "no pool is at risk" : "no pools match"
        ).narrowed(to: columns).print(answer, global)
    }
}
