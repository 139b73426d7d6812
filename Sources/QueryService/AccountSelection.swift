import Catalog
import CatalogStore
import ControlAPI

/// The accounts that an answer speaks of.
struct AccountSelection {
    let chosen: [KnownAccount]

    /// - Parameter names: empty for every configured account.
    /// - Throws: `APIError` that names the known accounts.
    init(_ names: [String], known: [KnownAccount]) throws(APIError) {
        let wanted = Set(names)
        chosen = wanted.isEmpty ? known : known.filter { wanted.contains($0.name) }
        guard let unknown = wanted.subtracting(known.map(\.name)).min() else { return }
        throw Self.notFound(unknown, known: known.map(\.name))
    }

    private static func notFound(_ name: String, known: [String]) -> APIError {
        let remedy =
            known.isEmpty
            ? "no account is configured; add an [[account]] to the configuration"
            : "known are \(known.prefix(50).joined(separator: ", "))\(known.count > 50 ? ", ..." : "")"
        return APIError(.notFound, "cannot find the account '\(name.prefix(100))': \(remedy)")
    }
}
