import Catalog
import Foundation

/// Where secrets, signatures and tokens may be sent.
package enum SafeURL {
    /// Whether it is https, or http to this machine.
    package static func takesCredentials(_ text: String) -> Bool {
        guard let (scheme, host) = parts(text) else { return false }
        return scheme == "https" || (scheme == "http" && EndpointText.isLoopback(host))
    }

    /// Whether it is https, or http to this machine or, by a link-local address, to its host.
    static func isOfTheMachine(_ text: String) -> Bool {
        takesCredentials(text) || isPlain(text) { $0.starts(with: [169, 254]) }
    }

    /// The same for an app's platform, which gives its service a private address too.
    static func isOfThePlatform(_ text: String) -> Bool {
        isOfTheMachine(text)
            || isPlain(text) {
                $0[0] == 10 || $0.starts(with: [192, 168]) || ($0[0] == 172 && (16...31).contains($0[1]))
            }
    }

    /// Whether it is http to an IPv4 address.
    private static func isPlain(_ text: String, _ holds: ([UInt8]) -> Bool) -> Bool {
        guard let (scheme, host) = parts(text), scheme == "http" else { return false }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && !numbers.contains(nil) && holds(numbers.compactMap(\.self))
    }

    /// Scheme and host, in lower case, of a URL that names no user and can be connected to.
    private static func parts(_ text: String) -> (scheme: String, host: String)? {
        guard let url = URLComponents(string: text), let scheme = url.scheme, let host = url.host, !host.isEmpty,
            url.user == nil, url.hasUsablePort
        else { return nil }
        return (scheme.lowercased(), host.lowercased())
    }
}
