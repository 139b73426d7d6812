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
}
