import AzureBatch

/// The table `[account.auth]`: the keys of every method.
struct AuthFields: Sendable {
    var method = Method.sharedKey
    var account: String?
    var key: SecretSource?
    var tenant: String?
    var clientID: String?
    var secret: SecretSource?
    var certificate: SecretSource?
    var sendsChain = false
    var tokenFile: String?
    var objectID: String?
    var resourceID: String?
    var source = ManagedIdentity.Source.auto
    var authority: String?

    enum Method: String, CaseIterable {
        case sharedKey = "shared-key"
        case clientSecret = "client-secret"
        case clientCertificate = "client-certificate"
        case workloadIdentity = "workload-identity"
        case managedIdentity = "managed-identity"
        case azureCLI = "azure-cli"
    }

    /// Which of `keys` are taken depends on it.
    static let method = SettingsKey(
        "method", \AuthFields.method, .choice, requiredTo: "sign in",
        """
        {range}. Keys of other methods than this one are errors. A secret (key, secret, certificate) is never written \
        here, but where it is kept:
        { file = "/path" }, { credential = "NAME" } of the service, or { env = "NAME" }; it is read again at every use.
        """)

    static let keys: [AuthKey] = [
        AuthKey(
            "account", \.account, .batchAccount, example: "contoso",
            .optional(
                .sharedKey, for: "the Batch account's own name; without the key, the first label of the endpoint's host"
            )),
        AuthKey(
            "key", \.key, .secret, example: .file("/etc/batchimgd/contoso-we.key"),
            .required(.sharedKey, for: "where the account's key is kept")),
        AuthKey(
            "tenant", \.tenant, .identifier, example: "contoso.onmicrosoft.com",
            .required(.clientSecret, .clientCertificate, for: "the tenant, by its ID or a domain"),
            .optional(.workloadIdentity, for: "without the key, AZURE_TENANT_ID"),
            .optional(.azureCLI, for: "without the key, the one that is logged in to")),
        AuthKey(
            "client_id", \.clientID, .identifier, example: "00000000-0000-0000-0000-000000000000",
            .required(.clientSecret, .clientCertificate, for: "the application's ID"),
            .optional(.workloadIdentity, for: "without the key, AZURE_CLIENT_ID"),
            .optional(
                .managedIdentity,
                for: "that of a user-assigned identity; without it, object_id or resource_id, the machine's own")),
        AuthKey(
            "secret", \.secret, .secret, example: .credential("contoso-secret"),
            .required(.clientSecret, for: "where the application's secret is kept")),
        AuthKey(
            "certificate", \.certificate, .secret, example: .credential("contoso-certificate"),
            .required(
                .clientCertificate,
                for: "where the application's certificate is kept, PEM with its unencrypted RSA key")),
        AuthKey(
            "send_chain", \.sendsChain, .boolean,
            .optional(
                .clientCertificate,
                for: "true sends the certificate along, with those of its issuers that stand beside it (x5c): for an "
                    + "application that trusts a subject name and issuer, rather than this one certificate")),
        AuthKey(
            "token_file", \.tokenFile, .path, example: "/var/run/secrets/azure/tokens/azure-identity-token",
            .optional(
                .workloadIdentity,
                for: "the file that the platform keeps a token in; without the key, AZURE_FEDERATED_TOKEN_FILE")),
        AuthKey(
            "object_id", \.objectID, .identifier, example: "00000000-0000-0000-0000-000000000000",
            .optional(.managedIdentity, for: "a user-assigned identity by its object's ID, in place of client_id")),
        AuthKey(
            "resource_id", \.resourceID, .resource,
            example: "/subscriptions/ID/resourceGroups/NAME/providers/Microsoft.ManagedIdentity"
                + "/userAssignedIdentities/NAME",
            .optional(.managedIdentity, for: "a user-assigned identity by its resource's ID, in place of client_id")),
        AuthKey(
            "source", \.source, .choice,
            .optional(
                .managedIdentity,
                for: "who is asked: imds on an Azure VM; arc on a machine of Azure Arc, which has no user-assigned "
                    + "identity; app-service in App Service and Container Apps, by IDENTITY_ENDPOINT and "
                    + "IDENTITY_HEADER; auto finds out")),
        AuthKey(
            "authority", \.authority, .authority, example: "https://login.microsoftonline.com",
            .optional(
                .clientSecret, .clientCertificate, .workloadIdentity,
                for: "where tokens are issued, in place of the cloud's authority"),
            .optional(.managedIdentity, .azureCLI, for: "not asked")),
    ]
}
