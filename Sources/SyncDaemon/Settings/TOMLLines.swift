/// Finds the line of a key, which the parser does not tell once a document is parsed.
struct TOMLLines {
    private var lines: [String: Int] = [:]

    init(_ text: String) {
        var table = ""
        var counts: [String: Int] = [:]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = line.drop { $0 == " " || $0 == "\t" }
            if line.hasPrefix("[[") {
                let name = Self.name(line.dropFirst(2).prefix { $0 != "]" })
                table = "\(name)[\(counts[name, default: 0])]"
                counts[name, default: 0] += 1
                remember(table, index)
            } else if line.hasPrefix("[") {
                table = Self.inLatest(Self.name(line.dropFirst().prefix { $0 != "]" }), counts)
                remember(table, index)
            } else if let equals = line.firstIndex(of: "="), !line.hasPrefix("#") {
                let key = Self.name(line[..<equals])
                remember(table.isEmpty ? key : "\(table).\(key)", index)
            }
        }
    }

    /// The line of a key, or of the nearest table around it.
    func line(of key: String) -> Int? {
        var key = Substring(key)
        while !key.isEmpty {
            if let line = lines[String(key)] { return line }
            guard let dot = key.lastIndex(of: ".") else { return nil }
            key = key[..<dot]
        }
        return nil
    }

    private mutating func remember(_ key: String, _ index: Int) {
        if lines[key] == nil { lines[key] = index + 1 }
    }

    private static func name(_ text: some StringProtocol) -> String {
        String(text.filter { !" \t\"'".contains($0) })
    }

    /// A table of the latest element: `account.auth` becomes `account[1].auth`.
    private static func inLatest(_ name: String, _ counts: [String: Int]) -> String {
        guard let dot = name.firstIndex(of: "."), let count = counts[String(name[..<dot])] else { return name }
        return "\(name[..<dot])[\(count - 1)]\(name[dot...])"
    }
}
