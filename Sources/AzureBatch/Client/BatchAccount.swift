import Catalog

/// An account as the operation needs it: where it is, and what it is asked for.
package struct BatchAccount: Sendable {
    package let name: String
    /// `https://...` without a trailing slash; may have a path.
    package let endpoint: String
    package let apiVersion: String
    /// Sent as `$filter`.
    package let filter: String?
    /// 1 to 1000, sent as `maxresults`.
    package let maxResults: Int
    /// Seconds that the service may take, 1 to 30, sent as `timeout`.
    package let timeout: Int

    package init(
        name: String, endpoint: String, apiVersion: String, filter: String?, maxResults: Int, timeout: Int
    ) {
        self.name = name
        self.endpoint = endpoint
        self.apiVersion = apiVersion
        self.filter = filter
        self.maxResults = maxResults
        self.timeout = timeout
    }

    /// The first page's URL.
    var firstPage: String {
        let filter = self.filter.map { "&$filter=\(Self.encoded($0))" } ?? ""
        return "\(endpoint)/supportedimages?api-version=\(Self.encoded(apiVersion))\(filter)"
            + "&maxresults=\(maxResults)&timeout=\(timeout)"
    }

    /// Percent-encodes every byte that is not unreserved (RFC 3986, section 2.3).
    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
