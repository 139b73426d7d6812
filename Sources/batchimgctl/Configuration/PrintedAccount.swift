import ControlAPI
import FoundationEssentials

/// A Batch account as Azure prints it, whatever its members are: by `az batch account list` or `az batch account show`,
/// or, of its management, by `az rest`.
struct PrintedAccount: Decodable {
    private enum Key: String, CodingKey {
        case name, location, accountEndpoint, resourceGroup, properties
    }

    let name: String?
    let location: String?
    /// A host, as a rule without a scheme.
    let endpoint: String?
    let group: String?

    init(from decoder: any Decoder) throws {
        let members = try? decoder.container(keyedBy: Key.self)
        let properties = try? members?.nestedContainer(keyedBy: Key.self, forKey: .properties)
        name = try? members?.decode(String.self, forKey: .name)
        location = try? members?.decode(String.self, forKey: .location)
        endpoint = try? (members?.contains(.accountEndpoint) == true ? members : properties)?
            .decode(String.self, forKey: .accountEndpoint)
        group = try? members?.decode(String.self, forKey: .resourceGroup)
    }

    /// An answer of the management: a page of accounts, or an error in place of them.
    private struct Answer: Decodable {
        struct Failure: Decodable {
            let code: String?
            let message: String
        }

        private enum Key: String, CodingKey {
            case value, nextLink, error
        }

        let accounts: [PrintedAccount]?
        let isCut: Bool
        let failure: Failure?

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: Key.self)
            accounts = try? members.decode([PrintedAccount].self, forKey: .value)
            isCut = (try? members.decode(String.self, forKey: .nextLink)) != nil
            failure = try? members.decode(Failure.self, forKey: .error)
        }
    }

    /// - Returns: the accounts in a text, warnings around them or not, and whether there are more of them elsewhere.
    /// - Throws: `ClientError`, which quotes nothing of the text but what az and Azure say of a failure: it may be keys.
    static func all(in text: [UInt8]) throws(ClientError) -> (accounts: [PrintedAccount], isCut: Bool) {
        guard let json = json(in: text) else {
            let lines = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline)
            let said = lines.first { $0.hasPrefix("ERROR") } ?? lines.first { $0.hasPrefix("WARNING") }
            throw refusal(
                "it is not what az batch account list -o json prints"
                    + (said.map { ", which said: \($0.prefix(200))" } ?? ""))
        }
        let decoder = JSONDecoder()
        if let accounts = try? decoder.decode([PrintedAccount].self, from: json) { return (accounts, false) }
        if let answer = try? decoder.decode(Answer.self, from: json) {
            if let failure = answer.failure {
                let code = failure.code.map { "\($0): " } ?? ""
                throw refusal("it is an error, \(code)\(failure.message)")
            }
            if let accounts = answer.accounts { return (accounts, answer.isCut) }
        }
        guard let account = try? decoder.decode(PrintedAccount.self, from: json) else {
            throw refusal("its JSON is broken or cut short; list again")
        }
        return ([account], false)
    }

    private static func refusal(_ reason: String) -> ClientError {
        ClientError(exitCode: 1, "cannot use the list of accounts: \(reason)")
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
}
