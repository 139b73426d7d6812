import ControlAPI
import FoundationEssentials

/// The Batch accounts that `az batch account list -o json` or `az batch account show -o json` printed, warnings around
/// them or not.
struct AccountList {
    /// An account as it is printed, whatever its members are.
    private struct Element: Decodable {
        private enum Key: String, CodingKey {
            case name, location, accountEndpoint, resourceGroup
        }

        let name: String?
        let location: String?
        /// A host, as a rule without a scheme.
        let endpoint: String?
        let group: String?

        init(from decoder: any Decoder) throws {
            let members = try? decoder.container(keyedBy: Key.self)
            name = try? members?.decode(String.self, forKey: .name)
            location = try? members?.decode(String.self, forKey: .location)
            endpoint = try? members?.decode(String.self, forKey: .accountEndpoint)
            group = try? members?.decode(String.self, forKey: .resourceGroup)
        }
    }

    struct Account {
        let name: String
        let location: String
        let host: String
        let group: String?
    }

    /// An answer that is an error in place of accounts.
    private struct Failure: Decodable {
        struct Content: Decodable {
            let code: String?
            let message: String
        }

        let error: Content
    }

    let accounts: [Account]
    /// Why elements of the list are left out: each named with the member that is amiss.
    let omissions: [String]

    /// - Throws: `ClientError` when there is no account in it that can be taken.
    init(_ text: [UInt8]) throws(ClientError) {
        var accounts: [Account] = []
        var omissions: [String] = []
        for (index, element) in try Self.elements(of: text).enumerated() {
            let label = "account \(index + 1)" + (element.name.map { " ('\($0)')" } ?? "")
            do throws(Refusal) {
                let account = try Self.account(element)
                guard !accounts.contains(where: { $0.host == account.host }) else {
                    throw Refusal(text: "its accountEndpoint stands in the list already")
                }
                accounts.append(account)
            } catch {
                omissions.append("\(label): \(error.text)")
            }
        }
        self.accounts = accounts
        self.omissions = omissions
        guard !accounts.isEmpty else {
            throw Self.refusal(
                omissions.isEmpty
                    ? "an empty list: choose the subscription with az account set, and list again"
                    : "the list: \(omissions.joined(separator: "; "))")
        }
        for name in names where names.count(where: { $0 == name }) > 1 {
            throw Self.refusal("a list that has the account '\(name)' twice: list one subscription at a time")
        }
    }

    private struct Refusal: Error {
        let text: String
    }

    private static func account(_ element: Element) throws(Refusal) -> Account {
        guard let name = element.name, !name.isEmpty else { throw Refusal(text: "it has no name") }
        guard isName(name) else {
            throw Refusal(text: "its name: expected a-z, 0-9 and -, 63 at most; rename it in the list")
        }
        guard let endpoint = element.endpoint, !endpoint.isEmpty else {
            throw Refusal(text: "it has no accountEndpoint")
        }
        var host = endpoint.lowercased()
        if host.hasPrefix("https://") { host.removeFirst("https://".count) }
        if host.hasSuffix("/") { host.removeLast() }
        guard isHost(host) else {
            throw Refusal(text: "its accountEndpoint '\(endpoint)': expected the name of a host")
        }
        return Account(name: name, location: element.location?.lowercased() ?? "", host: host, group: element.group)
    }

    private static func elements(of text: [UInt8]) throws(ClientError) -> [Element] {
        guard let json = json(in: text) else {
            let first = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).first?.prefix(200)
            throw refusal(
                "the list of accounts: it is not what az batch account list -o json prints"
                    + (first.map { ", it begins with: \($0)" } ?? ""))
        }
        let decoder = JSONDecoder()
        if let failure = try? decoder.decode(Failure.self, from: json).error {
            let code = failure.code.map { "\($0): " } ?? ""
            throw refusal("the list of accounts: it is an error, \(code)\(failure.message)")
        }
        if let elements = try? decoder.decode([Element].self, from: json) { return elements }
        if let element = try? decoder.decode(Element.self, from: json) { return [element] }
        throw refusal("the list of accounts: its JSON is broken or cut short; list again")
    }

    /// From the first line that begins JSON to the last one that ends it.
    private static func json(in text: [UInt8]) -> Data? {
        let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.filter { $0 != 0x0D }.drop { [0xEF, 0xBB, 0xBF, 0x20, 0x09].contains($0) }
        }
        func begins(_ line: ArraySlice<UInt8>) -> Bool {
            guard let first = line.first, first == 0x5B || first == 0x7B else { return false }
            let next = line.dropFirst().first { $0 != 0x20 }
            // A warning may begin with a bracket too: [Warning].
            return next.map { (first == 0x5B ? [0x7B, 0x5D, 0x6E] : [0x22, 0x7D]).contains($0) } ?? true
        }
        func ends(_ line: ArraySlice<UInt8>) -> Bool {
            line.last { $0 != 0x20 }.map { [0x5D, 0x7D].contains($0) } ?? false
        }
        guard let start = lines.firstIndex(where: begins) else { return nil }
        let end = lines.lastIndex(where: ends) ?? lines.count - 1
        return Data(lines[start...max(start, end)].joined(separator: [0x0A]))
    }

    static func isName(_ text: String) -> Bool {
        text.utf8.count <= 63 && text.first != "-" && !text.isEmpty
            && text.utf8.allSatisfy { letters.contains($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isHost(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { letters.contains($0) || "-.".utf8.contains($0) }
    }

    private static let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

    private static func refusal(_ what: String) -> ClientError { ClientError(exitCode: 1, "cannot use \(what)") }
}
