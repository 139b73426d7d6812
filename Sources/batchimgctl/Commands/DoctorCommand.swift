import ArgumentParser
import Catalog
import ControlAPI

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Looks for what is wrong; every finding names its remedy.",
        discussion: """
            Looks at the daemon, its file and its accounts; for operators, the daemon also goes online for each account: \
            connection, TLS, clock, sign-in, the operation itself. Exit 5 when something was found. \
            Example: batchimgctl doctor contoso-we
            """)

    @Argument(help: "The accounts to look at; all of them when none is named.", completion: CachedValues.accounts)
    var accounts: [String] = []

    @OptionGroup var columns: ColumnOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if global.maxAge != nil { throw ValidationError("cannot use --max-age: doctor tells of stale data by itself") }
    }

    func run() throws {
        let rows = try Rows(columns: Self.allColumns).narrowed(to: columns)
        let session = try Session(global)
        let diagnosis = Diagnosis(session, isOfFiles: !global.database.isEmpty)
        var checks = diagnosis.checks.filter { check in
            check.account.map { accounts.isEmpty || accounts.contains($0) } ?? true
        }
        let known = diagnosis.checks.compactMap(\.account)
        if let unknown = accounts.first(where: { !known.contains($0) }), !known.isEmpty {
            let nearest = NearestName.of(unknown, among: known, most: 3).joined(separator: ", ")
            throw ClientError(exitCode: 4, "cannot find the account '\(unknown)'; nearest: \(nearest)")
        }
        if diagnosis.isDaemonThere, !known.isEmpty { checks += online(session) }
        if global.format == .table, !rows.isNarrowed {
            Output.result(checks.map { $0.text(global) }.joined())
        } else {
            let answer = try ListAnswer(ListAnswer.json(checks, accounts: nil, next: nil), list: CheckAnswer.list)
            try rows.print(answer, global)
        }
        let findings = checks.count { !$0.ok }
        if findings > 0 {
            Output.note(findings == 1 ? "1 finding" : "\(findings) findings")
            throw ExitCode(5)
        }
    }

    /// What the daemon finds when it goes online; nothing where that is for others to ask.
    private func online(_ session: Session) -> [CheckAnswer] {
        do throws(ClientError) {
            return try session.examine(accounts)
        } catch {
            Output.note("without the checks that go online: \(error.description)")
            return []
        }
    }

    private static var allColumns: [Column<CheckAnswer>] {
        [
            Column("result", kind: .state) { $0.ok ? "ok" : "finding" }, Column("account") { $0.account },
            Column("check") { $0.check }, Column("message") { $0.message }, Column("remedy") { $0.remedy },
        ]
    }
}
