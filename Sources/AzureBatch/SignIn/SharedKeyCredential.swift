/// Signs with an account key, which is read anew for every request, so that a rotated one works at once.
package struct SharedKeyCredential: Credential {
    private let account: String
    private let key: SecretSource

    /// - Parameter account: the Batch account's own name.
    package init(account: String, key: SecretSource) {
        self.account = account
        self.key = key
    }

    package func authorization(
        method: String, target: String, headers: [(name: String, value: String)]
    ) async throws(UpstreamError) -> String {
        let secret = try key.read()
        guard let sharedKey = SharedKey(account: account, base64Key: secret.value) else {
            throw .credential(
                "cannot use \(key): it is not a base64 account key", remedy: "copy it anew from the portal")
        }
        return sharedKey.authorization(method: method, target: target, headers: headers)
    }
}
