import AzureBatch
import Foundation

/// The address of a Batch account: as people write it, and as it is used.
enum EndpointText {
    /// The endpoint in its one notation (scheme and host in lower case, no standard port, no trailing slash), so that
    /// the same address written otherwise is the same scope of the record.
    static func read(_ text: String) throws(SettingsMistake) -> String {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if let account = resource(in: trimmed) {
            throw SettingsMistake("cannot use an address of the account in Azure's management: \(account.whereFound)")
        }
        let hasScheme = trimmed.contains("://")
        guard let url = URLComponents(string: hasScheme ? trimmed : "https://\(trimmed)"),
            let scheme = url.scheme?.lowercased(), let host = host(of: url), hasScheme || host.contains(".")
        else { throw SettingsMistake("cannot use this as an address: \(Account.unknown.whereFound)") }
        guard url.hasUsablePort else {
            throw SettingsMistake(
                "cannot use this address: a port is a number from 1 to 65535; \(Account.unknown.whereFound)")
        }
        guard !isOfAzureItself(host) else {
            throw SettingsMistake("cannot use '\(host)', which is no Batch account's: \(Account.unknown.whereFound)")
        }
        let isPlain = scheme == "http" && SafeURL.isLoopback(host)
        let right = (isPlain ? "http" : "https") + "://" + host + port(of: url, isPlain: isPlain) + path(of: url)
        let mistake: String? =
            // What stands before an '@' is taken for user and password, wherever it stands: they are not repeated.
            trimmed.contains("@")
            ? "a user or password has no place in it"
            : !hasScheme
                ? "it has no https://"
                : url.query != nil || url.fragment != nil
                    ? "it has a query or fragment"
                    : scheme != "https" && !isPlain
                        ? "it is not https (http is for loopback hosts only)" : trimmed != text ? "it has blanks" : nil
        guard let mistake else { return right }
        // A user that is not found before the '@' is a part of what looks like the host.
        let isRepeated =
            (url.user != nil || !trimmed.contains("@")) && right.wholeMatch(of: /[A-Za-z0-9:\/.\[\]_~-]{1,200}/) != nil
        throw SettingsMistake(
            "cannot use this address: \(mistake); "
                + (isRepeated ? "write endpoint = \"\(right)\"" : Account.unknown.whereFound))
    }

    /// The cloud that an endpoint's name belongs to, where it tells.
    static func cloud(_ endpoint: String) -> Cloud? {
        URLComponents(string: endpoint)?.host.flatMap { cloud(ofHost: $0) }
    }

    private static func cloud(ofHost host: String) -> Cloud? {
        Cloud.allCases.first { host.hasSuffix(".\($0.endpointSuffix)") }
    }

    // MARK: - Parts

    private static func host(of url: URLComponents) -> String? {
        guard let host = url.host?.lowercased() else { return nil }
        if host.contains(":") { return host.hasPrefix("[") ? host : "[\(host)]" }
        let isName = host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
            $0.wholeMatch(of: /[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?/) != nil
        }
        return isName && host.utf8.count <= 253 ? host : nil
    }

    private static func port(of url: URLComponents, isPlain: Bool) -> String {
        guard let port = url.port, port != (isPlain ? 80 : 443) else { return "" }
        return ":\(port)"
    }

    private static func path(of url: URLComponents) -> String {
        String(url.percentEncodedPath.reversed().drop { $0 == "/" }.reversed())
    }

    // MARK: - Other addresses of Azure

    /// Its portals, its management, where it signs in, and whom tokens for Batch are for.
    private static let domains =
        ["portal.azure.com", "portal.azure.cn", "portal.azure.us", "azure.microsoft.com"]
        + ["management.azure.com", "management.chinacloudapi.cn", "management.usgovcloudapi.net"]
        + Cloud.allCases.flatMap { [$0.authority, $0.audience] }.compactMap { URLComponents(string: $0)?.host }

    private static func isOfAzureItself(_ host: String) -> Bool {
        cloud(ofHost: host) == nil && domains.contains { host == $0 || host.hasSuffix(".\($0)") }
    }

    /// How an account is called in Azure's management.
    private struct Account {
        let group: String
        let name: String

        static let unknown = Account(group: "GROUP", name: "NAME")

        var whereFound: String {
            "write endpoint = \"https://...\" with what prints: "
                + "az batch account show -g \(group) -n \(name) --query accountEndpoint -o tsv"
        }
    }

    /// The account of a resource's ID, alone or in a URL of the portal or of ARM.
    private static func resource(in text: String) -> Account? {
        let form =
            /(?i)\/resourceGroups\/([a-z0-9_.()-]{1,90})\/providers\/Microsoft\.Batch\/batchAccounts\/([a-z0-9]{3,24})/
        guard let match = (text.removingPercentEncoding ?? text).firstMatch(of: form) else { return nil }
        return Account(group: String(match.1), name: String(match.2))
    }
}
