/// A Batch account as Azure's management calls it: what it has in place of the account's own address.
struct AzureResource {
    private let group: String
    private let name: String

    static let unknown = AzureResource(group: "GROUP", name: "NAME")

    private init(group: String, name: String) { (self.group, self.name) = (group, name) }

    /// The account of a resource's ID, alone or in a URL of the portal or of ARM.
    init?(in text: String) {
        let form =
            /(?i)\/resourceGroups\/([a-z0-9_.()-]{1,90})\/providers\/Microsoft\.Batch\/batchAccounts\/([a-z0-9]{3,24})/
        guard let match = (PercentEncoding.decode(text) ?? text).firstMatch(of: form) else { return nil }
        self.init(group: String(match.1), name: String(match.2))
    }

    var whereFound: String {
        "write endpoint = \"https://...\" with what prints: "
            + "az batch account show -g \(group) -n \(name) --query accountEndpoint -o tsv"
    }

    /// Whether nothing of a customer answers there, but Azure itself.
    static func isHost(_ host: String) -> Bool {
        func lies(in domain: String) -> Bool { host == domain || host.hasSuffix(".\(domain)") }
        return domains.contains(where: lies) && !machines.contains(where: lies)
    }

    /// Of its portals, its management, its sign-in and its storage.
    private static let domains = [
        "azure.com", "azure.cn", "azure.us", "azure.net", "windows.net", "chinacloudapi.cn", "usgovcloudapi.net",
        "microsoftonline.com", "microsoftonline.us", "microsoftonline.cn", "azure.microsoft.com", "graph.microsoft.com",
        "learn.microsoft.com", "login.microsoft.com", "graph.microsoft.us",
    ]

    /// In them, customers' machines have names: a gateway to Batch may be one.
    private static let machines = ["cloudapp.azure.com", "cloudapp.chinacloudapi.cn", "cloudapp.usgovcloudapi.net"]
}
