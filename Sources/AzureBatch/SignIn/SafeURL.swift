import Foundation

/// Where secrets, signatures and tokens may be sent.
package enum SafeURL {
    /// Whether it is https, or http to this machine.
    package static func takesCredentials(_ url: String) -> Bool {
        guard let url = URLComponents(string: url), let host = url.host, !host.isEmpty, url.user == nil else {
            return false
        }
        return url.scheme == "https" || (url.scheme == "http" && isLoopback(host))
    }

    package static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "[::1]" || host == "::1"
            || host.wholeMatch(of: /127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}/) != nil
    }
}

extension String {
    /// Every byte that is not unreserved is escaped (RFC 3986, section 2.3).
    var percentEncoded: String {
        utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
