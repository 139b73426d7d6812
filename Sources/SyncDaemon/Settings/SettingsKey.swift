/// A key of a table: what it takes and what it is for. Reading, the sample configuration and the manual come from it.
struct SettingsKey<Table: Sendable>: Sendable {
    let name: String
    private let sentence: String
    private let purpose: String?
    private let remedy: String
    private let take: @Sendable (inout TableReader, inout Table) -> Bool
    private let show: @Sendable (Table) -> String
    /// Whether two tables need a restart between them.
    let needsRestart: @Sendable (Table, Table) -> Bool

    /// A key with a default, which is what the property is before the table is read; or one that is required.
    ///
    /// - Parameters:
    ///   - example: what the sample shows in place of the default.
    ///   - purpose: what cannot be done without the key.
    ///   - needsRestart: whether a running daemon keeps what it was started with.
    ///   - sentence: what the key is for; `{range}` stands for what fits, a new line is kept.
    init<Value: Equatable>(
        _ name: String, _ property: any WritableKeyPath<Table, Value> & Sendable, _ form: SettingsForm<Value>,
        example: Value? = nil, requiredTo purpose: String? = nil, needsRestart: Bool = false, _ sentence: String
    ) {
        self.name = name
        self.sentence = sentence.replacing("{range}", with: form.range) + (needsRestart ? " (restart)" : "")
        self.purpose = purpose
        remedy = form.remedy(name)
        take = { reader, table in
            guard let value = form.read(&reader, name) else { return false }
            table[keyPath: property] = value
            return true
        }
        self.needsRestart = { needsRestart && $0[keyPath: property] != $1[keyPath: property] }
        show = { form.write(example ?? $0[keyPath: property]) }
    }

    /// A key without a default.
    init<Value: Equatable>(
        _ name: String, _ property: any WritableKeyPath<Table, Value?> & Sendable, _ form: SettingsForm<Value>,
        example: Value?, needsRestart: Bool = false, _ sentence: String
    ) {
        self.init(name, property, form.optional, example: example, needsRestart: needsRestart, sentence)
    }

    /// - Parameter purpose: what cannot be done without the key, when that depends on another.
    /// - Returns: whether there was a value that fits.
    @discardableResult
    func read(_ reader: inout TableReader, into table: inout Table, requiredTo purpose: String? = nil) -> Bool {
        if let purpose = purpose ?? self.purpose {
            reader.require(name, "cannot \(purpose) without '\(name)': \(remedy)")
        }
        return take(&reader, &table)
    }

    /// Its lines in the sample: what it is for, and the default or an example, all commented out.
    func sample(_ defaults: Table) -> String {
        let comment = sentence.split(separator: "\n").map(Self.wrapped).joined()
        return "\(comment)# \(name) = \(show(defaults))\n"
    }

    private static func wrapped(_ text: Substring) -> String {
        var (lines, line) = ("", "#")
        for word in text.split(separator: " ") {
            if line.count + 1 + word.count > 120 {
                lines += "\(line)\n"
                line = "#"
            }
            line += " \(word)"
        }
        return "\(lines)\(line)\n"
    }
}
