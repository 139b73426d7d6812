import Catalog
import Foundation
import Glibc

/// Everything that the configuration file says, checked and with defaults filled in.
package struct Settings: Equatable, Sendable {
    package var daemon: DaemonSettings
    package var accounts: [AccountSettings]
    package var alerts: [AlertSettings] = []
}

extension Settings {
    /// Reads a configuration file strictly: every problem is found, and any makes it unusable.
    ///
    /// - Parameters:
    ///   - path: the file that was asked for; `nil` for the one at its usual place, which may be missing.
    /// - Throws: `SettingsError`.
    package static func load(
        path: String?, places: Places, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(SettingsError) -> Settings {
        let file = file(path: path, places: places, environment: environment)
        guard let data = FileManager.default.contents(atPath: file) else {
            if path == nil, !FileManager.default.fileExists(atPath: file) {
                return Settings(daemon: .standard(places), accounts: [])
            }
            throw SettingsError(file: file, "cannot read the configuration: the file is missing or not readable")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw SettingsError(file: file, "cannot read the configuration: it is not UTF-8 text")
        }
        return try parse(text, file: file, places: places)
    }

    /// The file that `load` reads.
    static func file(
        path: String?, places: Places, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String {
        path ?? environment["BATCHIMGD_CONFIG"] ?? places.configuration
    }

    /// - Parameter file: the file's name, for problems.
    package static func parse(_ text: String, file: String, places: Places) throws(SettingsError) -> Settings {
        let document: TOMLTable
        do {
            document = try TOMLDocument.read(text)
        } catch {
            let message = "cannot read the configuration: \(error.message)"
            throw SettingsError(file: file, problems: [SettingsProblem(line: error.line, key: "", message: message)])
        }
        var root = TableReader(document, path: "")
        let daemon = daemon(&root, file: file, places: places)
        let accounts = accounts(&root, daemon: daemon)
        let alerts = alerts(&root, accounts: Set(accounts.map(\.name)))
        root.finish()
        guard root.problems.isEmpty else {
            let problems = root.problems.sorted { ($0.line ?? 0, $0.key) < ($1.line ?? 0, $1.key) }
            throw SettingsError(file: file, problems: problems)
        }
        return Settings(daemon: daemon, accounts: accounts, alerts: alerts)
    }

    private static func daemon(_ root: inout TableReader, file: String, places: Places) -> DaemonSettings {
        var daemon = DaemonSettings.standard(places)
        guard var table = root.table("daemon") else { return daemon }
        table.read(DaemonSettings.keys, into: &daemon)
        let own = OwnFiles(configuration: file, database: daemon.database, socket: daemon.socket)
        if let use = daemon.metricsFile.flatMap(own.use) {
            table.report("metrics_file", "cannot write metrics over \(use): name another file")
        }
        table.finish()
        root.take(table.problems)
        return daemon
    }

    private static func accounts(_ root: inout TableReader, daemon: DaemonSettings) -> [AccountSettings] {
        var tables = root.tables("account")
        let accounts = tables.indices.map { AccountSettings(&tables[$0], daemon: daemon) }
        let names = checkNames(accounts.map(\.name), in: &tables, of: "account")
        // A history is taken over from a name that is no longer in use, and by one account.
        var takenOver: Set<String> = []
        for (index, account) in accounts.enumerated() {
            guard let formerly = account.formerly else { continue }
            let isFree = takenOver.insert(formerly).inserted
            guard names.contains(formerly) || !isFree else { continue }
            let other = isFree ? "that account is still configured" : "another account does"
            tables[index].report("formerly", "cannot take over the history of '\(formerly)': \(other); remove one")
        }
        for table in tables { root.take(table.problems) }
        return accounts
    }

    private static func alerts(_ root: inout TableReader, accounts: Set<String>) -> [AlertSettings] {
        var tables = root.tables("alert")
        let alerts = tables.indices.map { AlertSettings(&tables[$0], accounts: accounts) }
        checkNames(alerts.map(\.name), in: &tables, of: "alert")
        if alerts.count > AlertSettings.most {
            tables[AlertSettings.most].report(
                "", "cannot use \(alerts.count) alerts: there are at most \(AlertSettings.most)")
        }
        for table in tables { root.take(table.problems) }
        return alerts
    }

    /// Reports the names that stand twice.
    ///
    /// - Returns: all that there are.
    @discardableResult
    private static func checkNames(
        _ names: [String], in tables: inout [TableReader], of what: String
    ) -> Set<String> {
        var seen: Set<String> = []
        for (index, name) in names.enumerated() where !name.isEmpty && !seen.insert(name).inserted {
            tables[index].report("name", "cannot use '\(name)' twice: give each \(what) a name of its own")
        }
        return seen
    }
}

extension SettingsError {
    fileprivate init(file: String, _ message: String) {
        self.init(file: file, problems: [SettingsProblem(line: nil, key: "", message: message)])
    }
}

/// The files that the daemon lives by, which nothing else may be written over.
private struct OwnFiles {
    private let uses: [(name: String, use: String)]

    init(configuration: String, database: String, socket: String) {
        let database = [database, Self.resolved(database)].flatMap { path in
            [
                ("", "the database"), ("-wal", "its log"), ("-shm", "its log"), ("-journal", "its log"),
                (".lock", "its lock"), (".alerts", "the memory of alerts"),
            ]
            .map { (name: "\(path)\($0)", use: $1) }
        }
        let socket = [(name: socket, use: "the socket"), (name: "\(socket).lock", use: "its lock")]
        let configuration = [configuration, Self.resolved(configuration)].map {
            (name: $0, use: "the configuration")
        }
        uses = (database + socket + configuration).map { (Self.inResolvedFolder($0.name), $0.use) }
    }

    /// What the file of that name is to the daemon; a link there is what would be replaced, not what it leads to.
    func use(of path: String) -> String? {
        let path = Self.inResolvedFolder(path)
        return uses.first { $0.name == path }?.use
    }

    private static func inResolvedFolder(_ path: String) -> String {
        let end = path.lastIndex(of: "/") ?? path.startIndex
        return "\(resolved(path[..<end].isEmpty ? "/" : String(path[..<end])))/\(path[end...].drop { $0 == "/" })"
    }

    /// Without links, as far as it exists.
    private static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
