import Catalog

/// One parameter of a request's query.
package struct QueryItem: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// An item for each value that there is, in this order.
    package static func all(_ parameters: KeyValuePairs<String, [String?]>) -> [QueryItem] {
        parameters.flatMap { name, values in values.compactMap(\.self).map { QueryItem(name, $0) } }
    }

    /// A path with its query, percent-encoded.
    package static func target(_ path: String, _ items: [QueryItem]) -> String {
        guard !items.isEmpty else { return path }
        let pairs = items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        return "\(path)?\(pairs.joined(separator: "&"))"
    }
}
