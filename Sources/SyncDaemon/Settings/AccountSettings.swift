package import AzureBatch
package import Catalog

/// One `[[account]]`.
package struct AccountSettings: Equatable, Sendable {
    package var name: String
    package var formerly: String?
    /// Scheme and host in lower case, without a trailing slash.
    package var endpoint: String
    package var cloud = Cloud.public
    package var apiVersion = "2025-06-01"
    package var filter: String?
    /// Of images, and of pools, a page.
    package var maxResults = 1000
    /// Seconds.
    package var timeout = 30
    /// Its own, or the daemon's.
    package var interval: Duration
    package var caFile: String?
    package var proxy: ProxyAddress?
    package var isEnabled = true
    /// Whether its pools are listed with each sync.
    package var listsPools = true
    package var auth: AuthSettings

    /// The age at which data of the account counts as stale; never, when it is not refreshed at all.
    package func staleAfter(_ daemon: DaemonSettings) -> Duration? {
        isEnabled ? max(daemon.staleAfter, interval * 2) : nil
    }

    static let keys: [SettingsKey<AccountSettings>] = [
        SettingsKey(
            "name", \.name, .accountName, example: "contoso-we", requiredTo: "use an account",
            "The account's name in every answer: {range}."),
        SettingsKey(
            "formerly", \.formerly, .accountName, example: "contoso",
            "A former name, whose history is taken over; no default."),
        SettingsKey(
            "endpoint", \.endpoint, .text { try EndpointText.read($0) },
            example: "https://contoso.westeurope.batch.azure.com",
            requiredTo: "use an account",
            """
            The account's https URL; http is accepted for a loopback host only. What this prints, with https:// before it:
            az batch account show -g GROUP -n NAME --query accountEndpoint -o tsv
            """),
        SettingsKey(
            "cloud", \.cloud, .choice,
            "{range}: where tokens are issued, and for whom; the one that the endpoint belongs to. A shared key does not "
                + "depend on it."),
        SettingsKey("api_version", \.apiVersion, .version, "The version of the service's interface."),
        SettingsKey(
            "filter", \.filter, .filter, example: "osType eq 'linux'",
            "An OData filter, at most 4096 bytes; no default: everything is listed."),
        SettingsKey("max_results", \.maxResults, .integer(1...1000), "Images a page, and pools a page, {range}."),
        SettingsKey("timeout", \.timeout, .integer(1...30), "Seconds that the service may take for a page, {range}."),
        SettingsKey(
            "interval", \.interval, .interval,
            "How often this account is refreshed; without the key, as [daemon] says."),
        SettingsKey(
            "ca_file", \.caFile, .path, example: "/etc/batchimgd/extra-ca.pem",
            "PEM file of certificates to trust beside the system's; no default."),
        SettingsKey(
            "proxy", \.proxy, .proxy, example: ProxyAddress("http://proxy.example:3128"),
            "HTTP proxy, http://HOST:PORT or http://USER:PASSWORD@HOST:PORT; without the key, https_proxy and no_proxy of "
                + "the daemon's environment. User and password are sent to the proxy alone; in them, %40 stands for '@', "
                + "%2F for '/'."),
        SettingsKey(
            "pools", \.listsPools, .boolean,
            "false: do not list the account's pools, and tell of none that is at risk. Listing them takes the permission "
                + "Microsoft.Batch/batchAccounts/pools/read."),
        SettingsKey(
            "enabled", \.isEnabled, .boolean, "false: keep and answer what is recorded, but do not refresh."),
    ]
}

extension SettingsForm where Value == String {
    static var accountName: Self {
        text("lower-case letters, digits and '-', at most 63, not beginning with '-'") {
            $0.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,62}/) == nil ? nil : $0
        }
    }

    fileprivate static var version: Self {
        text("a version such as \"2025-06-01\"") {
            $0.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[0-9]+\.[0-9]+)?/) == nil ? nil : $0
        }
    }

    fileprivate static var filter: Self {
        text("an OData filter; leave the key out for none") { $0.isEmpty || $0.utf8.count > 4096 ? nil : $0 }
    }
}

extension SettingsForm where Value == ProxyAddress {
    fileprivate static var proxy: Self {
        var form = text(ProxyAddress.expected, ProxyAddress.init)
        form.write = { "\"http://\($0)\"" }
        return form
    }
}

extension AccountSettings {
    /// What an account is before its table is read. What is empty here is required, and so never empty in use.
    init(unread daemon: DaemonSettings) {
        self.init(
            name: "", endpoint: "", interval: daemon.interval, auth: .token(.azureCLI(tenant: nil), authority: nil))
    }

    /// Reads one `[[account]]`; its problems are in the table.
    init(_ table: inout TableReader, daemon: DaemonSettings) {
        self.init(unread: daemon)
        table.read(Self.keys, into: &self)
        let auth = AuthSettings(&table, endpoint: endpoint)
        table.finish()
        guard let auth else { return }
        self.auth = auth
        // A token of one cloud is worth nothing in another; a key does not depend on it.
        if case .token = auth, let right = Cloud(endpoint: endpoint), right != cloud {
            table.report(
                "cloud",
                "cannot sign in to cloud \"\(cloud.rawValue)\" for an endpoint of another: "
                    + "write cloud = \"\(right.rawValue)\"")
        }
    }
}
