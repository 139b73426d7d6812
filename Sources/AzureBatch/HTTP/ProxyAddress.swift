package import AsyncHTTPClient
import Catalog
import Foundation

/// An HTTP proxy, with the user and password that it wants, if any; these are never shown.
package struct ProxyAddress: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    private let host: String
    private let port: Int
    private let login: Login?

    private struct Login: Hashable {
        let user: String
        let password: String
    }

    package static let expected =
        "http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, in which %40 stands for '@', %2F for '/' and so on"

    /// - Returns: `nil` when the text is something else than the address of an HTTP proxy.
    package init?(_ text: String) {
        // Curl takes one without its scheme.
        guard let url = URLComponents(string: text.contains("://") ? text : "http://\(text)"),
            url.scheme?.lowercased() == "http", let host = url.host, !host.isEmpty, ["", "/"].contains(url.path),
            url.query == nil, url.fragment == nil, url.hasUsablePort
        else { return nil }
        self.host = host
        port = url.port ?? 80
        guard let user = url.user else {
            login = nil
            return
        }
        // RFC 7617: the colon ends the user's name.
        guard !user.contains(":") else { return nil }
        login = Login(user: user, password: url.password ?? "")
    }

    package var description: String { "\(host):\(port)" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    package var server: HTTPClient.Configuration.Proxy {
        .server(
            host: host, port: port,
            authorization: login.map { .basic(username: $0.user, password: $0.password) })
    }
}
