import Catalog

/// The parameters of a request's query, each taken once by the route that knows it; what nobody took is refused.
package struct QueryParameters: Sendable {
    private var values: [String: [String]] = [:]
    private var known: [String] = []

    /// - Throws: `APIError` when an escape is broken or the text is not UTF-8.
    package init(query: String?) throws(APIError) {
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0]) else {
                throw APIError(.badRequest, "cannot read a parameter's name: it is not percent-encoded UTF-8")
            }
            guard let value = PercentEncoding.decode(parts.count > 1 ? parts[1] : "") else {
                throw APIError(
                    .badRequest, "cannot read the value of the parameter '\(name)': it is not percent-encoded UTF-8")
            }
            values[name, default: []].append(value)
        }
    }

    /// A parameter that may be repeated.
    package mutating func all(_ name: String) throws(APIError) -> [String] {
        known.append(name)
        let found = values.removeValue(forKey: name) ?? []
        guard found.allSatisfy({ !$0.isEmpty }) else {
            throw APIError(
                .badRequest, "cannot use the parameter '\(name)': it is empty; leave it out or give it a value")
        }
        return found
    }

    /// A parameter that stands at most once.
    package mutating func one(_ name: String) throws(APIError) -> String? {
        let found = try all(name)
        guard found.count <= 1 else {
            throw APIError(
                .badRequest, "cannot use the parameter '\(name)' \(found.count) times: it stands at most once")
        }
        return found.first
    }

    /// - Parameter expected: what a right value looks like, for the message.
    package mutating func one<Value>(
        _ name: String, expected: String, _ read: (String) -> Value?
    ) throws(APIError) -> Value? {
        guard let text = try one(name) else { return nil }
        guard let value = read(text) else { throw Self.wrong(name, text, expected: expected) }
        return value
    }

    package mutating func all<Value>(
        _ name: String, expected: String, _ read: (String) -> Value?
    ) throws(APIError) -> [Value] {
        try all(name).map { text throws(APIError) in
            guard let value = read(text) else { throw Self.wrong(name, text, expected: expected) }
            return value
        }
    }

    /// A parameter that has to stand exactly once.
    package mutating func required<Value>(
        _ name: String, expected: String, _ read: (String) -> Value?
    ) throws(APIError) -> Value {
        guard let value = try one(name, expected: expected, read) else {
            throw APIError(.badRequest, "cannot do without the parameter '\(name)': expected \(expected)")
        }
        return value
    }

    /// A parameter that says yes or no.
    package mutating func flag(_ name: String) throws(APIError) -> Bool? {
        try one(name, expected: "true or false") { ["true": true, "false": false][$0] }
    }

    package mutating func integer(_ name: String, in range: ClosedRange<Int>) throws(APIError) -> Int? {
        try one(name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// - Throws: `APIError` that names every parameter that was not taken, and those that this route has.
    package func finish() throws(APIError) {
        guard !values.isEmpty else { return }
        let unknown = values.keys.sorted().map { "'\(Self.shortened($0))'" }.joined(separator: ", ")
        let remedy = known.isEmpty ? "this route has none" : "this route has \(known.joined(separator: ", "))"
        throw APIError(.badRequest, "cannot use the unknown parameter \(unknown): \(remedy)")
    }

    private static func wrong(_ name: String, _ text: String, expected: String) -> APIError {
        APIError(.badRequest, "cannot use '\(shortened(text))' for the parameter '\(name)': expected \(expected)")
    }

    private static func shortened(_ text: String) -> String { text.count > 80 ? text.prefix(77) + "..." : text }
}

extension Collection where Element: RawRepresentable<String> {
    /// With commas between them, for messages.
    package var names: String { map(\.rawValue).joined(separator: ", ") }
}
