import Catalog

/// What a key takes: how a value is read, how one is written, and what fits.
struct SettingsForm<Value: Equatable & Sendable>: Sendable {
    /// What fits, for the sentence about a key: `1 to 64`.
    var range = ""
    /// What to do about a key that is required and missing.
    var remedy: @Sendable (_ key: String) -> String = { _ in "add it" }
    /// Reads a key of a table, which is told what is wrong.
    let read: @Sendable (_ table: inout TableReader, _ key: String) -> Value?
    /// As TOML.
    var write: @Sendable (Value) -> String = { "\"\($0)\"" }
}

extension SettingsForm {
    /// - Parameter expected: what a right value looks like.
    static func text(_ expected: String, _ read: @escaping @Sendable (String) -> Value?) -> Self {
        SettingsForm(range: expected, read: { $0.string($1, expected, read) })
    }

    /// A text whose reader says what is wrong with it.
    static func text(_ read: @escaping @Sendable (String) throws -> Value) -> Self {
        SettingsForm(read: { $0.string($1, read) })
    }

    /// For a property that may also have no value.
    var optional: SettingsForm<Value?> {
        SettingsForm<Value?>(
            range: range, remedy: remedy, read: { [read] in read(&$0, $1).map(Optional.some) },
            write: { [write] in $0.map(write) ?? "" })
    }
}

extension SettingsForm where Value: Comparable {
    /// - Parameter read: `nil` for what is not of the type.
    fileprivate static func number(
        _ type: String, in range: ClosedRange<Value>, read: @escaping @Sendable (TOMLValue) -> Value?,
        write: @escaping @Sendable (Value) -> String
    ) -> Self {
        SettingsForm(
            range: "\(write(range.lowerBound)) to \(write(range.upperBound))",
            read: { table, key in
                guard let number = table.value(key, type, read) else { return nil }
                if range.contains(number) { return number }
                table.report(key, "cannot use \(number): expected \(range.lowerBound) to \(range.upperBound)")
                return nil
            }, write: write)
    }
}

extension SettingsForm where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> Self {
        number("a whole number", in: range, read: { $0.integer }, write: { "\($0)" })
    }
}

extension SettingsForm where Value == Double {
    static func fraction(_ range: ClosedRange<Double>) -> Self {
        number("a number", in: range, read: { $0.number }, write: { Int(exactly: $0).map { "\($0)" } ?? "\($0)" })
    }
}

extension SettingsForm where Value == Bool {
    static var boolean: Self { SettingsForm(read: { $0.value($1, "true or false", \.boolean) }, write: { "\($0)" }) }
}

extension SettingsForm where Value == Duration {
    static func duration(_ range: ClosedRange<Duration>) -> Self {
        let bounds = "\(write(range.lowerBound)) to \(write(range.upperBound))"
        var form = text("a duration from \(bounds), one integer and one of s, m, h, d") {
            Duration(text: $0).flatMap { range.contains($0) ? $0 : nil }
        }
        form.range = bounds
        form.write = { "\"\(write($0))\"" }
        return form
    }

    /// In the largest unit that it is a whole number of; a day is 24 hours.
    private static func write(_ duration: Duration) -> String {
        let seconds = duration.wholeSeconds
        if seconds.isMultiple(of: 86_400), seconds > 86_400 { return "\(seconds / 86_400)d" }
        if seconds.isMultiple(of: 3600) { return "\(seconds / 3600)h" }
        return seconds.isMultiple(of: 60) ? "\(seconds / 60)m" : "\(seconds)s"
    }
}

extension SettingsForm where Value == String {
    static var path: Self { text("an absolute path") { $0.hasPrefix("/") ? $0 : nil } }
}

extension SettingsForm where Value == String? {
    /// A path; an empty text for none.
    static var pathOrNone: Self {
        var form = text("an absolute path, or \"\"") { path -> String?? in
            path.isEmpty ? .some(nil) : path.hasPrefix("/") ? path : nil
        }
        form.write = { "\"\($0 ?? "")\"" }
        return form
    }
}

extension SettingsForm where Value == [String] {
    static var texts: Self { SettingsForm(read: { $0.value($1, "a list of texts", \.strings) }, write: { "\($0)" }) }
}

extension SettingsForm where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    static var choice: Self {
        let names = Value.allCases.map(\.rawValue)
        let all = names.joined(separator: ", ")
        return SettingsForm(
            range: "\(names.dropLast().joined(separator: ", ")) or \(names.last ?? "")",
            remedy: { "add \($0) = \"\(names.first ?? "")\", or one of \(all)" },
            read: { $0.string($1, "one of \(all)", Value.init) }, write: { "\"\($0.rawValue)\"" })
    }
}
