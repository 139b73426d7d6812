/// The list as the configuration has it.
extension AccountList {
    /// How accounts sign in.
    enum SignIn {
        /// By their keys, in this folder.
        case keys(folder: String)
        /// By the Azure CLI of whom the daemon runs as.
        case azureCLI
    }

    /// An account's part of the configuration.
    struct Section {
        let name: String
        /// What the service calls it.
        let account: String
        let group: String?
        let endpoint: String
        /// Where its key is to be put.
        let keyFile: String?
        /// TOML.
        let text: String
    }

    func sections(_ signIn: SignIn = .keys(folder: "/etc/batchimgd")) -> [Section] {
        zip(names, accounts).map { name, account in
            let endpoint = "https://\(account.host)"
            let keyFile: String? = if case .keys(let folder) = signIn { "\(folder)/\(name).key" } else { nil }
            let fields =
                keyFile.map { "method = \"shared-key\"\naccount = \"\(account.name)\"\nkey = { file = \"\($0)\" }" }
                ?? "method = \"azure-cli\""
            let text = """
                [[account]]
                name = "\(name)"
                endpoint = "\(endpoint)"
                cloud = "\(Self.cloud(of: account.host))"

                [account.auth]
                \(fields)

                """
            return Section(
                name: name, account: account.name, group: account.group, endpoint: endpoint, keyFile: keyFile,
                text: text)
        }
    }

    /// TOML, a table for each account.
    var configuration: String { sections().map(\.text).joined(separator: "\n") }

    /// An account's name is unique in its region only: where regions share one, the region follows it.
    var names: [String] {
        accounts.map { account in
            let isShared = accounts.count { $0.name == account.name } > 1
            return isShared && Self.isName(account.location) ? "\(account.name)-\(account.location)" : account.name
        }
    }

    private static func cloud(of host: String) -> String {
        host.hasSuffix(".chinacloudapi.cn") ? "china" : host.hasSuffix(".usgovcloudapi.net") ? "usgov" : "public"
    }
}
