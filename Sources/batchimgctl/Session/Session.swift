import Catalog
import ControlAPI
import FoundationEssentials

/// One command's conversation with the daemon.
struct Session {
    private let options: GlobalOptions
    /// The file, or files, that are asked in place of the daemon.
    private let file: DatabaseFile?
    private let announcements = Announcements()

    private final class Announcements {
        var said: Set<String> = []
    }

    /// Says something on stderr: a command that asks twice says it once.
    func announce(_ text: String) {
        if announcements.said.insert(text).inserted { Output.note(text) }
    }

    /// - Parameter prints: formats that are the command's own.
    /// - Throws: `ClientError` for a format that only another command can print.
    init(_ options: GlobalOptions, file: DatabaseFile? = nil, prints: [Format] = []) throws(ClientError) {
        guard options.format.command == nil || prints.contains(options.format) else { throw options.format.isOfAnother }
        self.options = options
        self.file = file ?? DatabaseFile(paths: options.database)
    }

    /// The daemon, for what only it can answer.
    ///
    /// - Parameter output: what ends every wait once nobody reads there.
    private func client(output: CInt? = nil) throws(ClientError) -> ControlClient {
        if let file { throw ClientError(exitCode: 64, "cannot ask \(file.name) for this: it takes a running daemon") }
        return ControlClient(path: try SocketPlace.find(options.socket), output: output)
    }

    /// What answers in place of a daemon that does not.
    var leftBehind: DatabaseFile? { DatabaseFile.fallback(socket: options.socket) }

    /// Asks the file that was named, else the daemon, else the file that the daemon left behind.
    ///
    /// - Parameter json: a question that is too long for a target.
    func get(
        _ path: String, _ items: [QueryItem] = [], about json: [UInt8]? = nil
    ) throws(ClientError) -> [UInt8] {
        let target = QueryItem.target(path, items)
        if let file { return try file.answer(target, json) }
        do throws(ClientError) {
            let answer = try client().ask(target, json)
            compareVersions(answer.version)
            return answer.body
        } catch {
            guard error.exitCode == ClientError.unreachable, let file = leftBehind else { throw error }
            announce("\(error.description.prefix { $0 != ";" }); answering from \(file.name)")
            return try file.answer(target, json)
        }
    }

    /// The whole answer of a list route, all pages in one.
    ///
    /// - Throws: `ClientError`; exit 7 when the data is older than `--max-age`.
    func list<Element: ListElement>(
        _ type: Element.Type, _ items: [QueryItem] = []
    ) throws(ClientError) -> ListAnswer {
        var pages: [ListAnswer] = []
        var after: [QueryItem] = []
        let items = items.filter { $0.name != "limit" } + [QueryItem("limit", String(ImageQuery.maximumLimit))]
        repeat {
            let page = try ListAnswer(try get(type.path, items + after), list: type.list)
            pages.append(page)
            let next = page.next.map { [QueryItem("after", $0)] } ?? []
            guard next.isEmpty || next != after else { throw ClientError.broken("its pages do not end") }
            after = next
        } while !after.isEmpty
        let whole = try ListAnswer.joined(pages, list: type.list)
        try checkFreshness(whole.freshness() ?? [])
        return whole
    }

    /// What the daemon says of its state; `nil` when a file is to answer in its place, which knows the accounts alone.
    func status() throws(ClientError) -> [UInt8]? {
        guard file == nil else { return nil }
        do throws(ClientError) {
            return try ask("/v1/status")
        } catch {
            guard error.exitCode == ClientError.unreachable, leftBehind != nil else { throw error }
            return nil
        }
    }

    /// What the daemon itself says, whatever file it left behind.
    func ask(_ target: String, _ json: [UInt8]? = nil) throws(ClientError) -> [UInt8] {
        try client().ask(target, json).body
    }

    func post(_ path: String, _ json: [UInt8], onLine: ([UInt8]) throws(ClientError) -> Void) throws(ClientError) {
        compareVersions(try client().follow(path, json, onLine: onLine))
    }

    /// What the daemon finds when it goes online for accounts; none named: all of them.
    func examine(_ accounts: [String]) throws(ClientError) -> [CheckAnswer] {
        var writer = JSONWriter()
        writer.object { $0.accounts(accounts) }
        return try ListAnswer(try ask(CheckAnswer.path, writer.bytes), list: CheckAnswer.list).elements()
    }

    /// Hands over each line of a stream as it comes, until the daemon ends or nobody reads what is printed.
    func follow(
        _ path: String, _ items: [QueryItem], onLine: ([UInt8]) throws(ClientError) -> Void
    ) throws(ClientError) {
        compareVersions(try client(output: 1).follow(QueryItem.target(path, items), onLine: onLine))
    }

    /// The same for accounts whose freshness the answer itself does not tell; none: all of them.
    func checkFreshness(of accounts: [String]) throws(ClientError) {
        _ = try list(AccountAnswer.self, QueryItem.all(["account": Set(accounts).sorted()]))
    }

    /// Announces stale accounts and those without data, and refuses data that is older than was asked for.
    func checkFreshness(_ accounts: [FreshnessAnswer]) throws(ClientError) {
        if accounts.isEmpty {
            announce("no accounts; add an [[account]] to the configuration, then: systemctl reload batchimgd")
        }
        let now = UTCTime.now
        for account in accounts where options.maxAge != nil || account.reason != nil {
            let last = account.asOf.flatMap { UTCTime(rfc3339: $0) }
            // Data from the future has no age that could be young enough.
            let age = last.map { $0.isBelievable(at: now) ? now.duration(since: $0) : .days(36_500) }
            let text = last.map { "last good \($0.relativeText(now: now))" } ?? "nothing yet"
            if let maxAge = options.maxAge, try isOlder(account.name, age, than: maxAge.duration) {
                throw ClientError(
                    exitCode: 7,
                    "cannot use the data of '\(account.name)': \(text)\(Self.because(account)), and --max-age asks for newer"
                )
            }
            if account.stale {
                announce("warning: '\(account.name)' is stale: \(text)\(Self.because(account))")
            } else if age == nil, account.reason != nil {
                announce("note: '\(account.name)': \(text)\(Self.because(account))")
            }
        }
    }

    /// Whether data is too old, or missing where there should be some: a disabled account, which has no limit, may
    /// have none.
    private func isOlder(_ account: String, _ age: Duration?, than limit: Duration) throws(ClientError) -> Bool {
        if let age { return age > limit }
        let answer = try ListAnswer(
            try get(AccountAnswer.path, [QueryItem("account", account)]), list: AccountAnswer.list)
        let accounts: [AccountAnswer] = try answer.elements()
        return accounts.contains { $0.staleAfterSeconds != nil }
    }

    private static func because(_ account: FreshnessAnswer) -> String { account.reason.map { ": \($0)" } ?? "" }

    private func compareVersions(_ daemon: String?) {
        guard let daemon, let difference = Self.difference(fromDaemon: daemon) else { return }
        announce("note: \(difference.what): \(difference.remedy)")
    }

    /// What to do when this program and the daemon are of different releases.
    static func difference(fromDaemon daemon: String) -> (what: String, remedy: String)? {
        func release(_ version: String) -> [Int] { version.split(separator: ".").prefix(2).compactMap { Int($0) } }
        let (own, its) = (release(Batchimgd.version), release(daemon))
        guard own != its else { return nil }
        let older = own.lexicographicallyPrecedes(its) ? "batchimgctl" : "batchimgd"
        return ("batchimgctl is \(Batchimgd.version), the daemon \(daemon)", "upgrade \(older)")
    }
}

extension JSONWriter {
    /// The accounts that are meant; none: all of them.
    mutating func accounts(_ names: [String]) {
        guard !names.isEmpty else { return }
        key("accounts")
        array(of: names)
    }
}
