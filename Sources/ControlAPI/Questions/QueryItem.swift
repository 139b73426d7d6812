import Catalog

/// One parameter of a request's query.
package struct QueryItem: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    package static func list(_ name: String, _ values: [String]) -> [QueryItem] {
        values.map { QueryItem(name, $0) }
    }

    /// A path with its query, percent-encoded.
    package static func target(_ path: String, _ items: [QueryItem]) -> String {
        guard !items.isEmpty else { return path }
        let pairs = items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        return "\(path)?\(pairs.joined(separator: "&"))"
    }
}
