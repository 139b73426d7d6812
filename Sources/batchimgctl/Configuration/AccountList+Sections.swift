import Catalog

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
        /// Where its key is to be put.
        let keyFile: String?
        /// TOML.
        let text: String
    }

    func sections(_ signIn: SignIn = .keys(folder: "/etc/batchimgd")) -> [Section] {
        accounts.map { account in
            let keyFile: String? = if case .keys(let folder) = signIn { "\(folder)/\(account.name).key" } else { nil }
            let fields =
                keyFile.map { "method = \"shared-key\"\naccount = \"\(account.account)\"\nkey = { file = \"\($0)\" }" }
                ?? "method = \"azure-cli\""
            let text = """
                [[account]]
                name = "\(account.name)"
                endpoint = "\(account.endpoint)"
                cloud = "\((Cloud(endpoint: account.endpoint) ?? .public).rawValue)"

                [account.auth]
                \(fields)

                """
            return Section(
                name: account.name, account: account.account, group: account.group, keyFile: keyFile, text: text)
        }
    }

    /// TOML, a table for each account.
    var configuration: String { sections().map(\.text).joined(separator: "\n") }
}
