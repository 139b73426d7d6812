import Foundation

/// Scheme, host and port of a URL: what credentials may be sent to.
struct Origin: Hashable, Sendable {
    private let scheme: String
    private let host: String
    private let port: Int

    /// - Returns: `nil` when the text is no absolute http or https URL, or carries a user name.
    init?(_ url: String) {
        guard let url = URL(string: url), let scheme = url.scheme?.lowercased(), let host = url.host, !host.isEmpty,
            url.user == nil, let standard = ["http": 80, "https": 443][scheme]
        else { return nil }
        self.scheme = scheme
        self.host = host.lowercased()
        port = url.port ?? standard
    }

    /// Path and query of a URL as they are sent.
    static func target(of url: String) -> String? {
        guard let components = URLComponents(string: url) else { return nil }
        let path = components.percentEncodedPath.isEmpty ? "/" : components.percentEncodedPath
        return components.percentEncodedQuery.map { "\(path)?\($0)" } ?? path
    }
}
