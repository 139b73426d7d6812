import AzureBatch

extension AccountSettings {
    /// What an account is before its table is read. What is empty here is required, and so never empty in use.
    init(unread daemon: DaemonSettings) {
        self.init(
            name: "", endpoint: "", interval: daemon.interval, auth: .token(.azureCLI(tenant: nil), authority: nil))
    }

    /// Reads one `[[account]]`; its problems are in the table.
    init(_ table: inout TableReader, daemon: DaemonSettings) {
        self.init(unread: daemon)
        table.read(Self.keys, into: &self)
        let auth = AuthSettings(&table, endpoint: endpoint)
        table.finish()
        guard let auth else { return }
        self.auth = auth
        // A token of one cloud is worth nothing in another; a key does not depend on it.
        if case .token = auth, let right = EndpointText.cloud(endpoint), right != cloud {
            table.report(
                "cloud",
                "cannot sign in to cloud \"\(cloud.rawValue)\" for an endpoint of another: "
                    + "write cloud = \"\(right.rawValue)\"")
        }
    }
}
