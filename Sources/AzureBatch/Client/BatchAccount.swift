import Catalog

/// An account as the operations need it: where it is, and what it is asked for.
package struct BatchAccount: Sendable {
    package let name: String
    /// `https://...` without a trailing slash; may have a path.
    package let endpoint: String
    package let apiVersion: String
    /// Of images, sent as `$filter`.
    package let filter: String?
    /// 1 to 1000, sent as `maxresults`.
    package let maxResults: Int
    /// Seconds that the service may take, 1 to 30, sent as `timeout`.
    package let timeout: Int

    package init(name: String, endpoint: String, apiVersion: String, filter: String?, maxResults: Int, timeout: Int) {
        (self.name, self.endpoint, self.apiVersion, self.filter) = (name, endpoint, apiVersion, filter)
        (self.maxResults, self.timeout) = (maxResults, timeout)
    }

    /// The first page's URL of List Supported Images.
    var firstPage: String {
        let filter = self.filter.map { "&$filter=\($0.percentEncoded)" } ?? ""
        return "\(endpoint)/supportedimages?api-version=\(apiVersion.percentEncoded)\(filter)"
            + "&maxresults=\(maxResults)&timeout=\(timeout)"
    }

    /// The first page's URL of List Pools. Commas and the dollar sign stand as they are (RFC 3986, section 3.4): it is
    /// the decoded value that is signed.
    var firstPoolPage: String {
        "\(endpoint)/pools?$select=\(PoolDecoder.properties.joined(separator: ","))"
            + "&api-version=\(apiVersion.percentEncoded)&maxresults=\(maxResults)&timeout=\(timeout)"
    }
}
