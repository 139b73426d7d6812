/// One thing that is wrong with the configuration: where, what, and how to mend it.
package struct SettingsProblem: Hashable, Sendable {
    /// 1-based; `nil` when the place is not to be found.
    package let line: Int?
    /// The key with its tables, such as `account[0].auth.key`; empty for the file as a whole.
    package let key: String
    package let message: String

    package func description(file: String) -> String {
        let place = line.map { "\(file):\($0)" } ?? file
        return key.isEmpty ? "\(place): \(message)" : "\(place): \(key): \(message)"
    }
}

/// Every problem of a configuration at once.
package struct SettingsError: Error, CustomStringConvertible, Sendable {
    package let file: String
    package let problems: [SettingsProblem]

    package var description: String {
        problems.map { $0.description(file: file) }.joined(separator: "\n")
    }
}
