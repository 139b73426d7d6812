import AzureBatch
import Catalog
import TOMLKit

/// Reads the keys of one table, each once, and collects what is wrong with them.
struct TableReader {
    let path: String
    private let table: TOMLTable
    private let lines: TOMLLines
    private var known: Set<String> = []
    private(set) var problems: [SettingsProblem] = []

    init(_ table: TOMLTable, path: String, lines: TOMLLines) {
        self.table = table
        self.path = path
        self.lines = lines
    }

    // MARK: - Values

    mutating func string(_ key: String) -> String? {
        value(key, "a text in quotes") { $0.type == .string ? $0.string : nil }
    }

    /// - Parameter expected: what a right value looks like, for the problem.
    mutating func string<Value>(_ key: String, _ expected: String, _ read: (String) -> Value?) -> Value? {
        guard let text = string(key) else { return nil }
        guard let value = read(text) else {
            report(key, "cannot use '\(text)': expected \(expected)")
            return nil
        }
        return value
    }

    mutating func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let number = value(key, "a whole number", { $0.type == .int ? $0.int : nil }) else { return nil }
        guard range.contains(number) else {
            report(key, "cannot use \(number): expected \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    mutating func fraction(_ key: String, in range: ClosedRange<Double>) -> Double? {
        let number = value(key, "a number") { value -> Double? in
            switch value.type {
            case .double: value.double
            case .int: value.int.map(Double.init)
            default: nil
            }
        }
        guard let number else { return nil }
        guard range.contains(number) else {
            report(key, "cannot use \(number): expected \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    mutating func boolean(_ key: String) -> Bool? {
        value(key, "true or false") { $0.type == .bool ? $0.bool : nil }
    }

    mutating func duration(
        _ key: String, from shortest: Duration, _ shortestText: String, to longest: Duration, _ longestText: String
    ) -> Duration? {
        string(key, "a duration from \(shortestText) to \(longestText), one integer and one of s, m, h, d") {
            Duration(text: $0).flatMap { (shortest...longest).contains($0) ? $0 : nil }
        }
    }

    mutating func path(_ key: String) -> String? {
        string(key, "an absolute path") { $0.hasPrefix("/") ? $0 : nil }
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ key: String) -> Choice?
    where Choice.RawValue == String {
        string(key, "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))") { Choice(rawValue: $0) }
    }

    mutating func strings(_ key: String) -> [String]? {
        value(key, "a list of texts") { value -> [String]? in
            guard value.type == .array, let array = value.array else { return nil }
            let texts = array.compactMap { $0.type == .string ? $0.string : nil }
            return texts.count == array.count ? texts : nil
        }
    }

    mutating func table(_ key: String) -> TableReader? {
        value(key, "a table") { $0.type == .table ? $0.table : nil }
            .map { TableReader($0, path: join(key), lines: lines) }
    }

    mutating func tables(_ key: String) -> [TableReader] {
        let array = value(key, "a list of tables, each begun with [[\(key)]]") { value -> [TOMLTable]? in
            guard value.type == .array, let array = value.array else { return nil }
            let tables = array.compactMap { $0.type == .table ? $0.table : nil }
            return tables.count == array.count ? tables : nil
        }
        return (array ?? []).enumerated().map { TableReader($1, path: "\(join(key))[\($0)]", lines: lines) }
    }

    // MARK: - Problems

    mutating func report(_ key: String, _ message: String) {
        let place = key.isEmpty ? path : join(key)
        problems.append(SettingsProblem(line: lines.line(of: place), key: place, message: message))
    }

    mutating func take(_ problems: [SettingsProblem]) {
        self.problems += problems
    }

    /// Reports what nobody read, with the nearest key that there is.
    mutating func finish() {
        for key in table.keys.sorted() where !known.contains(key) {
            let nearest = NearestName.of(key, among: known).map { "did you mean '\($0)'?" }
            let all = "known are \(known.sorted().joined(separator: ", "))"
            report(key, "cannot use the unknown key '\(key)': \(nearest ?? all)")
        }
    }

    private mutating func value<Value>(
        _ key: String, _ expected: String, _ read: (any TOMLValueConvertible) -> Value?
    ) -> Value? {
        known.insert(key)
        guard let found = table[key] else { return nil }
        guard let value = read(found) else {
            report(key, "cannot use a value of the wrong type (\(found.type)): expected \(expected)")
            return nil
        }
        return value
    }

    private func join(_ key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }
}
