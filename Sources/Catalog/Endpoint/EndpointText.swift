import FoundationEssentials

/// The address of a Batch account: as people write it, and as it is used.
package enum EndpointText {
    /// Why a text is no such address, with the line to write, or with where the address is found.
    package struct Mistake: Error, CustomStringConvertible {
        package let description: String
    }

    /// The endpoint in its one notation (scheme and host in lower case, no standard port, no trailing slash), so that
    /// the same address written otherwise is the same scope of the record.
    ///
    /// - Parameter isPrinted: whether Azure wrote it, as a rule without a scheme.
    package static func read(_ text: String, isPrinted: Bool = false) throws(Mistake) -> String {
        let trimmed = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        if let resource = AzureResource(in: trimmed) {
            throw refusal("an address of the account in Azure's management", resource)
        }
        let hasScheme = trimmed.contains("://")
        guard let url = URLComponents(string: hasScheme ? trimmed : "https://\(trimmed)"),
            let scheme = url.scheme?.lowercased(), let host = host(of: url), hasScheme || host.contains("."),
            !["http", "https"].contains(host)
        else { throw refusal("this as an address") }
        guard url.hasUsablePort else {
            throw Mistake(
                description: "cannot use this address: a port is a number from 1 to 65535; "
                    + AzureResource.unknown.whereFound)
        }
        let isAccount = Cloud(host: host) != nil
        guard isAccount || !AzureResource.isHost(host) else {
            throw refusal("'\(host)', which is no Batch account's")
        }
        let isPlain = scheme == "http" && isLoopback(host)
        let path = path(of: url)
        let right =
            (isPlain ? "http" : "https") + "://" + host + port(of: url, isPlain: isPlain) + (isAccount ? "" : path)
        let mistakes = [
            // What stands before an '@' is taken for user and password, wherever it stands: they are not repeated.
            (trimmed.contains("@"), "a user or password has no place in it"),
            (!hasScheme && !isPrinted, "it has no https://"),
            (url.query != nil || url.fragment != nil, "it has a query or fragment"),
            (isAccount && !path.isEmpty, "a Batch account's address has no path"),
            (scheme != "https" && !isPlain, "it is not https (http is for loopback hosts only)"),
            (trimmed != text, "it has blanks"),
        ]
        guard let mistake = mistakes.first(where: \.0)?.1 else { return right }
        // A user that is not found before the '@' is a part of what looks like the host.
        let isRepeated =
            (url.user != nil || !trimmed.contains("@")) && right.wholeMatch(of: /[A-Za-z0-9:\/.\[\]_~-]{1,200}/) != nil
        throw Mistake(
            description: "cannot use this address: \(mistake); "
                + (isRepeated ? "write endpoint = \"\(right)\"" : AzureResource.unknown.whereFound))
    }

    private static func refusal(_ what: String, _ resource: AzureResource = .unknown) -> Mistake {
        Mistake(description: "cannot use \(what): \(resource.whereFound)")
    }

    package static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "[::1]" || host == "::1"
            || host.wholeMatch(of: /127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}/) != nil
    }

    private static func host(of url: URLComponents) -> String? {
        guard let host = url.host?.lowercased() else { return nil }
        if host.contains(":") { return host.hasPrefix("[") ? host : "[\(host)]" }
        let isName = host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
            $0.wholeMatch(of: /[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?/) != nil
        }
        return isName && host.utf8.count <= 253 ? host : nil
    }

    private static func port(of url: URLComponents, isPlain: Bool) -> String {
        guard let port = url.port, port != (isPlain ? 80 : 443) else { return "" }
        return ":\(port)"
    }

    private static func path(of url: URLComponents) -> String {
        String(url.percentEncodedPath.reversed().drop { $0 == "/" }.reversed())
    }
}
