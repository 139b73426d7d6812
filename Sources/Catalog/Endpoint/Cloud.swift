import FoundationEssentials

/// An Azure cloud, with what signing in to its Batch service takes.
package enum Cloud: String, CaseIterable, Sendable {
    case `public`, china, usgov

    /// Where its tokens are issued.
    package var authority: String {
        switch self {
        case .public: "https://login.microsoftonline.com"
        case .china: "https://login.chinacloudapi.cn"
        case .usgov: "https://login.microsoftonline.us"
        }
    }

    /// Whom its tokens are for. The slash at the end is part of the name: a token for the name without it is refused.
    package var audience: String {
        switch self {
        case .public: "https://batch.core.windows.net/"
        case .china: "https://batch.chinacloudapi.cn/"
        case .usgov: "https://batch.core.usgovcloudapi.net/"
        }
    }

    /// What the host names of its Batch accounts end in.
    package var endpointSuffix: String {
        switch self {
        case .public: "batch.azure.com"
        case .china: "batch.chinacloudapi.cn"
        case .usgov: "batch.usgovcloudapi.net"
        }
    }

    /// The one that a Batch account's address belongs to, where it tells.
    package init?(endpoint: String) {
        guard let host = URLComponents(string: endpoint)?.host, let cloud = Cloud(host: host) else { return nil }
        self = cloud
    }

    /// In front of the ending stand an account's name and its region; behind `service`, the nodes of pools answer.
    init?(host: String) {
        guard let cloud = Self.allCases.first(where: { host.hasSuffix(".\($0.endpointSuffix)") }) else { return nil }
        let labels = host.dropLast(cloud.endpointSuffix.count + 1).split(separator: ".")
        guard labels.count >= 2, labels.last != "service" else { return nil }
        self = cloud
    }
}
