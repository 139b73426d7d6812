import Catalog
import ControlAPI

/// An account's images as `az batch pool supported-images list -o json` prints them: in the service's own order, words
/// and dates, with the members of an object sorted.
enum AzureListing {
    private struct Image {
        var nodeAgentSKUId = ""
        var imageReference: [(name: String, value: String)] = []
        var osType = ""
        var verificationType = ""
        var capabilities: [String]?
        var batchSupportEndOfLife: String?
    }

    /// All pages of the Batch operation on the socket, as text.
    static func text(of account: String, filter: String?, _ session: Session) throws(ClientError) -> [UInt8] {
        let path = "/accounts/\(PercentEncoding.encode(account))/supportedimages"
        let items = [QueryItem("api-version", "2025-06-01")] + QueryItem.list("$filter", filter.map { [$0] } ?? [])
        let accounts: [AccountAnswer] = try session.list(AccountAnswer.self, [QueryItem("account", account)]).elements()
        guard accounts.contains(where: { $0.lastSuccess != nil }) else {
            throw ClientError(
                exitCode: 1,
                "cannot list the account '\(account)': there is no complete listing yet; run: batchimgctl sync \(account)"
            )
        }
        var target: String? = QueryItem.target(path, items)
        var images: [Image] = []
        while let page = target {
            let next = try read(try session.get(page), into: &images)
            target = next.flatMap { link in link.firstRange(of: path).map { String(link[$0.lowerBound...]) } }
        }
        return Array((text(images.map(members)) + "\n").utf8)
    }

    /// Reads a page of the service's form.
    ///
    /// - Returns: the link to the next one.
    private static func read(_ page: [UInt8], into images: inout [Image]) throws(ClientError) -> String? {
        var nextLink: String?
        do throws(JSONReader.Failure) {
            var reader = JSONReader(page)
            try reader.object { key, reader throws(JSONReader.Failure) in
                switch key {
                case "value":
                    try reader.array { reader throws(JSONReader.Failure) in images.append(try image(&reader)) }
                case "odata.nextLink": nextLink = try reader.string()
                default: try reader.skip()
                }
            }
        } catch {
            throw ClientError.broken("it is not what the service answers")
        }
        return nextLink
    }

    private static func image(_ reader: inout JSONReader) throws(JSONReader.Failure) -> Image {
        var image = Image()
        try reader.object { key, reader throws(JSONReader.Failure) in
            switch key {
            case "nodeAgentSKUId": image.nodeAgentSKUId = try reader.string()
            case "imageReference":
                try reader.object { key, reader throws(JSONReader.Failure) in
                    image.imageReference.append((key, try reader.string()))
                }
            case "osType": image.osType = try reader.string()
            case "verificationType": image.verificationType = try reader.string()
            case "capabilities": image.capabilities = try reader.strings()
            case "batchSupportEndOfLife": image.batchSupportEndOfLife = try reader.string()
            default: try reader.skip()
            }
        }
        return image
    }

    /// A value with two blanks an indent; an empty list takes no lines.
    private static func text(_ elements: [[(String, String)]]) -> String {
        lines(elements.map { lines($0.map { "\(quoted($0)): \($1)" }, "{", "}", "  ") }, "[", "]", "")
    }

    private static func lines(_ parts: [String], _ open: String, _ close: String, _ indent: String) -> String {
        guard !parts.isEmpty else { return open + close }
        return "\(open)\n" + parts.map { "\(indent)  \($0)" }.joined(separator: ",\n") + "\n\(indent)\(close)"
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The members that there are, by their names.
    private static func members(of image: Image) -> [(String, String)] {
        let reference = image.imageReference.sorted { $0.name < $1.name }.map { key, value in
            "\(quoted(key)): \(quoted(value))"
        }
        let members: [(String, String?)] = [
            ("batchSupportEndOfLife", image.batchSupportEndOfLife.map(quoted)),
            ("capabilities", image.capabilities.map { lines($0.map(quoted), "[", "]", "    ") }),
            ("imageReference", lines(reference, "{", "}", "    ")),
            ("nodeAgentSkuId", quoted(image.nodeAgentSKUId)),
            ("osType", quoted(image.osType)), ("verificationType", quoted(image.verificationType)),
        ]
        return members.compactMap { name, value in value.map { (name, $0) } }
    }
}
