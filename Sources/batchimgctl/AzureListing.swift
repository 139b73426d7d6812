import Catalog
import ControlAPI

/// An account's images as `az batch pool supported-images list -o json` prints them: in the service's own order, words
/// and dates, with the members of an object sorted.
struct AzureListing: Decodable {
    struct Image: Decodable {
        let nodeAgentSKUId: String
        let imageReference: [String: String]
        let osType: String
        let verificationType: String
        let capabilities: [String]?
        let batchSupportEndOfLife: String?
    }

    private enum CodingKeys: String, CodingKey {
        case value
        case nextLink = "odata.nextLink"
    }

    let value: [Image]
    private let nextLink: String?

    /// All pages of the Batch operation on the socket, as text.
    static func text(of account: String, filter: String?, _ session: Session) throws(ClientError) -> [UInt8] {
        let path = "/accounts/\(PercentEncoding.encode(account))/supportedimages"
        let items = [QueryItem("api-version", "2025-06-01")] + QueryItem.list("$filter", filter.map { [$0] } ?? [])
        let accounts = try session.get("/v1/accounts", [QueryItem("account", account)])
        try session.checkFreshness(try AnswerText(accounts, what: "accounts").tail)
        guard accounts.contains(text: #""lastSuccess":"#) else {
            throw ClientError(
                exitCode: 1,
                "cannot list the account '\(account)': there is no complete listing yet; run: batchimgctl sync \(account)"
            )
        }
        var target: String? = QueryItem.target(path, items)
        var images: [Image] = []
        while let page = target {
            let listing = try session.decode(AzureListing.self, from: try session.get(page))
            images += listing.value
            target = listing.nextLink.flatMap { link in link.firstRange(of: path).map { String(link[$0.lowerBound...]) }
            }
        }
        return Array((text(images.map(\.members)) + "\n").utf8)
    }

    /// A value with two blanks an indent; an empty list takes no lines.
    private static func text(_ elements: [[(String, String)]]) -> String {
        lines(elements.map { lines($0.map { "\(quoted($0)): \($1)" }, "{", "}", "  ") }, "[", "]", "")
    }

    fileprivate static func lines(_ parts: [String], _ open: String, _ close: String, _ indent: String) -> String {
        guard !parts.isEmpty else { return open + close }
        return "\(open)\n" + parts.map { "\(indent)  \($0)" }.joined(separator: ",\n") + "\n\(indent)\(close)"
    }

    fileprivate static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension AzureListing.Image {
    /// The members that there are, by their names.
    fileprivate var members: [(String, String)] {
        let reference = imageReference.sorted { $0.key < $1.key }.map { key, value in
            "\(AzureListing.quoted(key)): \(AzureListing.quoted(value))"
        }
        let members: [(String, String?)] = [
            ("batchSupportEndOfLife", batchSupportEndOfLife.map(AzureListing.quoted)),
            ("capabilities", capabilities.map { AzureListing.lines($0.map(AzureListing.quoted), "[", "]", "    ") }),
            ("imageReference", AzureListing.lines(reference, "{", "}", "    ")),
            ("nodeAgentSkuId", AzureListing.quoted(nodeAgentSKUId)),
            ("osType", AzureListing.quoted(osType)), ("verificationType", AzureListing.quoted(verificationType)),
        ]
        return members.compactMap { name, value in value.map { (name, $0) } }
    }
}
