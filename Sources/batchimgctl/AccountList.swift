import ControlAPI
import FoundationEssentials

/// The Batch accounts of a subscription, as `az batch account list -o json` prints them.
struct AccountList {
    private struct Account: Decodable {
        let name: String
        let location: String
        /// A host without a scheme.
        let accountEndpoint: String
    }

    private let accounts: [Account]

    init(_ json: [UInt8]) throws(ClientError) {
        guard let accounts = try? JSONDecoder().decode([Account].self, from: Data(json)) else {
            throw Self.refusal("the list of accounts: it is not what az batch account list -o json prints")
        }
        guard !accounts.isEmpty else {
            throw Self.refusal("an empty list: choose the subscription with az account set, and list again")
        }
        for account in accounts where !Self.isHost(account.accountEndpoint) {
            throw Self.refusal("the accountEndpoint '\(account.accountEndpoint)': expected the name of a host")
        }
        self.accounts = accounts
        for name in names where !Self.isName(name) {
            throw Self.refusal("the account name '\(name)': expected a-z, 0-9 and -, 63 at most; rename it in the list")
        }
        guard Set(names).count == names.count else {
            throw Self.refusal("a list that has an account twice: list one subscription at a time")
        }
    }

    /// An account's part of the configuration.
    struct Section {
        let name: String
        let endpoint: String
        /// TOML.
        let text: String
    }

    /// - Parameter keyFolder: where the keys of the accounts are to be put.
    func sections(keyFolder: String = "/etc/batchimgd") -> [Section] {
        zip(names, accounts).map { name, account in
            let endpoint = "https://\(account.accountEndpoint)"
            let text = """
                [[account]]
                name = "\(name)"
                endpoint = "\(endpoint)"
                cloud = "\(Self.cloud(of: account.accountEndpoint))"

                [account.auth]
                method = "shared-key"
                account = "\(account.name)"
                key = { file = "\(keyFolder)/\(name).key" }

                """
            return Section(name: name, endpoint: endpoint, text: text)
        }
    }

    /// TOML, a table for each account.
    var configuration: String { sections().map(\.text).joined(separator: "\n") }

    /// An account's name is unique in its region only: where regions share one, the region follows it.
    private var names: [String] {
        accounts.map { account in
            let isShared = accounts.count { $0.name == account.name } > 1
            return isShared ? "\(account.name)-\(account.location)" : account.name
        }
    }

    private static func cloud(of host: String) -> String {
        host.hasSuffix(".chinacloudapi.cn") ? "china" : host.hasSuffix(".usgovcloudapi.net") ? "usgov" : "public"
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 63 && text.first != "-" && !text.isEmpty
            && text.utf8.allSatisfy { letters.contains($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isHost(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { letters.contains($0) || "-.".utf8.contains($0) }
    }

    private static let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

    private static func refusal(_ what: String) -> ClientError { ClientError(exitCode: 1, "cannot use \(what)") }
}
