import ArgumentParser
import Catalog
import ControlAPI

struct AlertsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "Lists what alerts were told, and what waits to be, oldest first.",
        discussion: "With --test NAME, the alert's receiver is sent an event now; exit 1 when it does not take it. "
            + "Example: batchimgctl alerts --state waiting")

    @Option(help: "Only of this alert; may be repeated.", completion: CachedValues.alerts)
    var alert: [String] = []

    @Option(help: ArgumentHelp("Only of this kind, such as ending; may be repeated.", valueName: "EVENT"))
    var event: [String] = []

    @Option(
        help: ArgumentHelp("Only in this state: waiting, told or given-up; may be repeated.", valueName: "S"),
        completion: .list(AlertState.allCases.map(\.rawValue)))
    var state: [String] = []

    @Option(name: .account, help: "Only about this account; may be repeated.", completion: CachedValues.accounts)
    var account: [String] = []

    @Option(help: ArgumentHelp("Only what came after the event with this id.", valueName: "ID"))
    var after: String?

    @Flag(help: "Go on with what comes, until interrupted.")
    var follow = false

    @Option(
        help: ArgumentHelp("Try this alert: send an event to its receiver, now.", valueName: "NAME"),
        completion: CachedValues.alerts)
    var test: String?

    @OptionGroup var columns: ColumnOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        for word in event where AlertKind(rawValue: word) == nil {
            throw ValidationError("cannot use the event '\(word)': expected \(AlertKind.expected)")
        }
        for word in state where AlertState(rawValue: word) == nil {
            throw ValidationError("cannot use the state '\(word)': expected \(AlertState.expected)")
        }
        try global.refuseSeveralDatabases("what alerts have told is of one daemon")
        if test != nil, follow || !alert.isEmpty || !event.isEmpty || !state.isEmpty || after != nil {
            throw ValidationError("cannot use --test with options that choose what is listed")
        }
        _ = try columns.chosen(from: Column<AlertAnswer>.all)
    }

    private var query: AlertQuery {
        var query = AlertQuery()
        (query.alerts, query.accounts, query.after, query.follows) = (alert, account, after, follow)
        query.events = event.compactMap(AlertKind.init(rawValue:))
        query.states = state.compactMap(AlertState.init(rawValue:))
        return query
    }

    func run() throws {
        if let test { return try send(test) }
        let all = Column<AlertAnswer>.all
        let table = all.table([
            "at": 0, "alert": 0, "event": 0, "state": 0, "account": 1, "attempts": 3, "message": 0, "last_error": 2,
        ])
        let rows = Rows(columns: all, table: table, hint: "no events")
        if follow { return try rows.follow(query.queryItems, of: account, columns, global) }
        try rows.print(query.queryItems, columns, global)
    }

    private func send(_ name: String) throws {
        var writer = JSONWriter()
        writer.object { $0.member("alert", name) }
        let json = try Session(global).ask(AlertTestAnswer.path, writer.bytes)
        let answer = try AlertTestAnswer(answer: json)
        if global.format == .json || global.format == .ndjson { Output.json(json) }
        guard answer.ok else {
            throw ClientError(
                exitCode: 1,
                "cannot tell the alert '\(answer.alert)': \(answer.error ?? "its receiver did not take it")")
        }
        if global.format == .table { Output.result("\(answer.alert): told\n") }
    }
}

extension Column<AlertAnswer> {
    /// The columns of the view `alerts`.
    static var all: [Column<AlertAnswer>] {
        [
            Column("id") { $0.id }, Column("at", kind: .time) { $0.at }, Column("alert") { $0.alert },
            Column("event", kind: .word) { $0.event.text }, Column("account") { $0.account },
            Column("image") { $0.image }, Column("node_agent_sku_id", title: "NODE AGENT") { $0.nodeAgentSKUId },
            Column("message") { $0.message }, Column("state", kind: .state) { $0.state.text },
            Column("attempts", kind: .number) { String($0.attempts) },
            Column("last_attempt", kind: .time) { $0.lastAttempt },
            Column("last_error", title: "ERROR") { $0.lastError },
        ]
    }
}
