import Catalog
import CatalogStore
import ControlAPI

extension [KnownAccount] {
    /// The accounts that an answer speaks of.
    ///
    /// - Parameter names: empty for all of them.
    /// - Throws: `APIError` that names the known accounts.
    func chosen(_ names: [String]) throws(APIError) -> [KnownAccount] {
        let wanted = Set(names)
        guard let unknown = wanted.subtracting(self.names).min() else {
            return wanted.isEmpty ? self : filter { wanted.contains($0.name) }
        }
        let remedy =
            isEmpty
            ? "no account is configured; add an [[account]] to the configuration"
            : "known are \(self.names.prefix(50).joined(separator: ", "))\(count > 50 ? ", ..." : "")"
        throw APIError(.notFound, "cannot find the account '\(unknown.prefix(100))': \(remedy)")
    }

    var names: [String] { map(\.name) }

    /// How fresh their data is.
    func freshness(now: UTCTime) -> [FreshnessAnswer] { map { FreshnessAnswer($0, now: now) } }
}
