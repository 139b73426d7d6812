import AzureBatch
import Catalog
import Foundation

extension AccountSettings {
    /// Reads one `[[account]]`; its problems are in the table.
    init?(_ table: inout TableReader, daemon: DaemonSettings) {
        let name = table.string("name", Self.expectedName) { Self.isName($0) ? $0 : nil }
        let formerly = table.string("formerly", Self.expectedName) { Self.isName($0) ? $0 : nil }
        let endpoint = table.string("endpoint", EndpointText.read)
        let cloud: Cloud? = table.choice("cloud")
        let apiVersion = table.string("api_version", "a version such as \"2025-06-01\"") {
            $0.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[0-9]+\.[0-9]+)?/) == nil ? nil : $0
        }
        let filter = table.string("filter", "an OData filter; leave the key out for none") {
            $0.isEmpty || $0.utf8.count > 4096 ? nil : $0
        }
        let maxResults = table.integer("max_results", in: 1...1000)
        let timeout = table.integer("timeout", in: 1...30)
        let interval = table.interval()
        let caFile = table.path("ca_file")
        let proxy = table.string("proxy", ProxyAddress.expected, ProxyAddress.init)
        let isEnabled = table.boolean("enabled")
        for (key, isMissing) in [("name", name == nil), ("endpoint", endpoint == nil)]
        where isMissing && !table.problems.contains(where: { $0.key.hasSuffix(".\(key)") }) {
            table.report(key, "cannot use an account without '\(key)': add it")
        }
        let auth = AuthSettings(&table, endpoint: endpoint)
        // A token of one cloud is worth nothing in another; a key does not depend on it.
        if case .token = auth, let right = endpoint.flatMap(EndpointText.cloud), right != cloud ?? .public {
            table.report(
                "cloud",
                "cannot sign in to cloud \"\((cloud ?? .public).rawValue)\" for an endpoint of another: "
                    + "write cloud = \"\(right.rawValue)\"")
        }
        table.finish()
        guard let name, let endpoint, let auth else { return nil }
        self.init(
            name: name, formerly: formerly, endpoint: endpoint, cloud: cloud ?? .public,
            apiVersion: apiVersion ?? "2025-06-01", filter: filter, maxResults: maxResults ?? 1000,
            timeout: timeout ?? 30, interval: interval ?? daemon.interval, caFile: caFile, proxy: proxy,
            isEnabled: isEnabled ?? true, auth: auth)
    }

    // MARK: - Checks

    private static let expectedName = "lower-case letters, digits and '-', at most 63, not beginning with '-'"

    private static func isName(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,62}/) != nil
    }
}
