import AzureBatch
import Catalog

/// Reads the keys of one table, each once, and collects what is wrong with them.
struct TableReader {
    let path: String
    /// Whether a secret may stand where something else is meant: nothing of what is wrong is then quoted.
    private let isSecretive: Bool
    private let table: TOMLTable
    private var known: Set<String> = []
    private(set) var problems: [SettingsProblem] = []

    init(_ table: TOMLTable, path: String, isSecretive: Bool = false) {
        (self.table, self.path, self.isSecretive) = (table, path, isSecretive)
    }

    // MARK: - Values

    mutating func read<Table>(_ keys: [SettingsKey<Table>], into table: inout Table) {
        for key in keys { key.read(&self, into: &table) }
    }

    /// Whether a key is there, whatever it holds.
    func has(_ key: String) -> Bool { table.entries[key] != nil }

    /// Reports a key that is not there.
    mutating func require(_ key: String, _ message: String) {
        if table.entries[key] == nil { report(key, message) }
    }

    /// - Parameters:
    ///   - expected: what values of the right type are called.
    ///   - read: `nil` for one of another type.
    mutating func value<Value>(
        _ key: String, _ expected: String, _ read: (TOMLValue) -> Value?
    ) -> Value? {
        known.insert(key)
        guard let found = table.entries[key]?.value else { return nil }
        guard let value = read(found) else {
            report(key, "cannot use a value of the wrong type, \(found.typeName): expected \(expected)")
            return nil
        }
        return value
    }

    /// - Parameter expected: what a right value looks like, for the problem.
    mutating func string<Value>(_ key: String, _ expected: String, _ read: (String) -> Value?) -> Value? {
        guard let text = value(key, "a text in quotes", \.string) else { return nil }
        guard let value = read(text) else {
            report(key, "cannot use \(quoted(text)): expected \(expected)")
            return nil
        }
        return value
    }

    /// A text whose reader says what is wrong with it.
    mutating func string<Value>(_ key: String, _ read: (String) throws -> Value) -> Value? {
        guard let text = value(key, "a text in quotes", \.string) else { return nil }
        do {
            return try read(text)
        } catch {
            report(key, "\(error)")
            return nil
        }
    }

    mutating func table(_ key: String, _ expected: String = "a table", isSecretive: Bool = false) -> TableReader? {
        value(key, expected, \.table).map {
            TableReader($0, path: join(key), isSecretive: isSecretive || self.isSecretive)
        }
    }

    mutating func tables(_ key: String) -> [TableReader] {
        let tables = value(key, "a list of tables, each begun with [[\(key)]]", \.tables) ?? []
        return tables.enumerated().map { TableReader($1, path: "\(join(key))[\($0)]") }
    }

    // MARK: - Problems

    mutating func report(_ key: String, _ message: String) {
        report(key, at: key.isEmpty ? path : join(key), message)
    }

    private mutating func report(_ key: String, at place: String, _ message: String) {
        problems.append(SettingsProblem(line: table.entries[key]?.line ?? table.line, key: place, message: message))
    }

    mutating func take(_ problems: [SettingsProblem]) {
        self.problems += problems
    }

    /// Takes keys for known that are not read.
    mutating func allow(_ keys: [String]) {
        known.formUnion(keys)
    }

    /// Reports what nobody read, with the nearest key that there is.
    ///
    /// - Parameter foreign: keys that are known elsewhere.
    mutating func finish(foreign: [String] = []) {
        for key in table.entries.keys.sorted() where !known.contains(key) {
            let nearest = NearestName.of(key, among: known)
            let isNamed = nearest != nil || foreign.contains(key) || (!isSecretive && TOMLKey.isWord(key))
            let remedy =
                nearest.map { "did you mean '\($0)'?" } ?? "known are \(known.sorted().joined(separator: ", "))"
            report(
                key, at: isNamed ? join(key) : path,
                "cannot use \(isNamed ? "the unknown key '\(key)'" : "an unknown key"): \(remedy)")
        }
    }

    /// A value for a problem, unless it may be a secret, or a URL with user and password.
    private func quoted(_ text: String) -> String {
        let isPlain = text.utf8.count <= 100 && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        return isSecretive || !isPlain || text.contains("@") ? "this text" : "'\(text)'"
    }

    private func join(_ key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }
}
