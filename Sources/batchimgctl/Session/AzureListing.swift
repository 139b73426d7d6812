import Catalog
import ControlAPI

/// An account's images as `az batch pool supported-images list -o json` prints them: in the service's own order, words
/// and dates, with the members of an object sorted.
enum AzureListing {
    /// A member's name, and its value as text.
    private typealias Member = (name: String, value: String)

    /// All pages of the Batch operation on the socket, as text.
    static func text(of account: String, filter: String?, _ session: Session) throws(ClientError) -> [UInt8] {
        let path = "/accounts/\(PercentEncoding.encode(account))/supportedimages"
        let items = QueryItem.all(["api-version": ["2025-06-01"], "$filter": [filter]])
        let accounts: [AccountAnswer] = try session.list(AccountAnswer.self, [QueryItem("account", account)]).elements()
        guard accounts.contains(where: { $0.lastSuccess != nil }) else {
            throw ClientError(
                exitCode: 1,
                "cannot list the account '\(account)': there is no complete listing yet; run: batchimgctl sync \(account)"
            )
        }
        var target: String? = QueryItem.target(path, items)
        var images: [[Member]] = []
        while let page = target {
            let next = try read(try session.get(page), into: &images)
            target = next.flatMap { link in link.firstRange(of: path).map { String(link[$0.lowerBound...]) } }
        }
        return Array((lines(images.map { object($0, "  ") }, "[", "]", "") + "\n").utf8)
    }

    /// Reads a page of the service's form.
    ///
    /// - Returns: the link to the next one.
    private static func read(_ page: [UInt8], into images: inout [[Member]]) throws(ClientError) -> String? {
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

    private static func image(_ reader: inout JSONReader) throws(JSONReader.Failure) -> [Member] {
        var members: [Member] = []
        try reader.object { key, reader throws(JSONReader.Failure) in
            switch key {
            case "nodeAgentSKUId": members.append(("nodeAgentSkuId", quoted(try reader.string())))
            case "imageReference":
                var reference: [Member] = []
                try reader.object { key, reader throws(JSONReader.Failure) in
                    reference.append((key, quoted(try reader.string())))
                }
                members.append((key, object(reference, "    ")))
            case "capabilities":
                members.append((key, lines(try reader.strings().map(quoted), "[", "]", "    ")))
            case "osType", "verificationType", "batchSupportEndOfLife":
                members.append((key, quoted(try reader.string())))
            default: try reader.skip()
            }
        }
        return members
    }

    private static func object(_ members: [Member], _ indent: String) -> String {
        lines(members.sorted { $0.name < $1.name }.map { "\(quoted($0.name)): \($0.value)" }, "{", "}", indent)
    }

    /// A value with two blanks an indent; an empty list takes no lines.
    private static func lines(_ parts: [String], _ open: String, _ close: String, _ indent: String) -> String {
        guard !parts.isEmpty else { return open + close }
        return "\(open)\n" + parts.map { "\(indent)  \($0)" }.joined(separator: ",\n") + "\n\(indent)\(close)"
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
