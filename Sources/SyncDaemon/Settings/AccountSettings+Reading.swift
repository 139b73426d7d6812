import AzureBatch
import Catalog
import Foundation

extension AccountSettings {
    /// Reads one `[[account]]`; its problems are in the table.
    init?(_ table: inout TableReader, daemon: DaemonSettings) {
        let name = table.string("name", Self.expectedName) { Self.isName($0) ? $0 : nil }
        let formerly = table.string("formerly", Self.expectedName) { Self.isName($0) ? $0 : nil }
        let endpoint = table.string("endpoint", Self.expectedEndpoint, Self.endpoint)
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
        let proxy = table.string("proxy", "http://HOST:PORT") { text in
            URL(string: text).flatMap { $0.scheme == "http" && $0.host?.isEmpty == false ? text : nil }
        }
        let isEnabled = table.boolean("enabled")
        for (key, isMissing) in [("name", name == nil), ("endpoint", endpoint == nil)]
        where isMissing && !table.problems.contains(where: { $0.key.hasSuffix(".\(key)") }) {
            table.report(key, "cannot use an account without '\(key)': add it")
        }
        let auth = Self.auth(&table, endpoint: endpoint)
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
    private static let expectedEndpoint =
        "the account's https URL (http only for a loopback host), without query or user name"

    private static func isName(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,62}/) != nil
    }

    /// The endpoint without its trailing slash; `nil` when credentials must not be sent there.
    private static func endpoint(_ text: String) -> String? {
        guard let url = URLComponents(string: text), let host = url.host, !host.isEmpty, url.query == nil,
            url.fragment == nil, url.user == nil, url.password == nil
        else { return nil }
        guard url.scheme == "https" || (url.scheme == "http" && isLoopback(host)) else { return nil }
        var endpoint = text
        while endpoint.hasSuffix("/") { endpoint.removeLast() }
        return endpoint
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "[::1]" || host == "::1"
            || host.wholeMatch(of: /127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}/) != nil
    }

    // MARK: - Sign-in

    private static func auth(_ table: inout TableReader, endpoint: String?) -> AuthSettings? {
        guard var auth = table.table("auth") else {
            if !table.problems.contains(where: { $0.key.hasSuffix(".auth") }) {
                table.report("auth", "cannot sign in without [account.auth]: add it, with method = \"shared-key\"")
            }
            return nil
        }
        defer {
            auth.finish()
            table.take(auth.problems)
        }
        guard let method = auth.string("method") else {
            if auth.problems.isEmpty {
                auth.report("method", "cannot sign in without 'method': add method = \"shared-key\"")
            }
            return nil
        }
        guard method == "shared-key" else {
            auth.report("method", "cannot use '\(method)': this version signs in by shared-key")
            return nil
        }
        let account = auth.string("account", "the Batch account's name") { $0.isEmpty ? nil : $0 }
        let host = endpoint.flatMap { URLComponents(string: $0)?.host } ?? ""
        guard let key = secret("key", &auth) else { return nil }
        return .sharedKey(account: account ?? String(host.prefix { $0 != "." }), key: key)
    }

    /// Where a secret is kept; the secret itself is not read here.
    private static func secret(_ key: String, _ auth: inout TableReader) -> SecretSource? {
        let remedy = "write \(key) = { file = \"/path\" }, { credential = \"NAME\" } or { env = \"NAME\" }"
        let before = auth.problems.count
        guard var table = auth.table(key) else {
            // A secret written down here shows up as a value of the wrong type, which must not be quoted.
            if auth.problems.count == before { auth.report(key, "cannot sign in without '\(key)': \(remedy)") }
            return nil
        }
        let sources: [SecretSource] = [
            table.path("file").map(SecretSource.file), table.string("credential").map(SecretSource.credential),
            table.string("env").map(SecretSource.environment),
        ].compactMap(\.self)
        table.finish()
        if table.problems.isEmpty, sources.count != 1 {
            table.report("", "cannot use \(sources.count) sources: exactly one is needed; \(remedy)")
        }
        auth.take(table.problems)
        return sources.count == 1 ? sources.first : nil
    }
}
