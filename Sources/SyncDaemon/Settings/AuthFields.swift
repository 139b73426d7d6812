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
        "method", \AuthFields.method, .choice, requiredTo: "sign in", example: #""shared-key""#,
        """
        {range}. Keys of other methods than this one are errors. A secret (key, secret, certificate) is never written \
        here, but where it is kept:
        { file = "/path" }, { credential = "NAME" } of the service, or { env = "NAME" }; it is read again at every use.
        """)

    static let keys: [AuthKey] = [
        AuthKey(
            .optional(
                .sharedKey, for: "the Batch account's own name; without the key, the first label of the endpoint's host"
            )
        ) { SettingsKey("account", \.account, .batchAccount, example: #""contoso""#, $0) },
        AuthKey(.required(.sharedKey, for: "where the account's key is kept")) {
            SettingsKey("key", \.key, .secret, example: #"{ file = "/etc/batchimgd/contoso-we.key" }"#, $0)
        },
        AuthKey(
            .required(.clientSecret, .clientCertificate, for: "the tenant, by its ID or a domain"),
            .optional(.workloadIdentity, for: "without the key, AZURE_TENANT_ID"),
            .optional(.azureCLI, for: "without the key, the one that is logged in to")
        ) { SettingsKey("tenant", \.tenant, .identifier, example: #""contoso.onmicrosoft.com""#, $0) },
        AuthKey(
            .required(.clientSecret, .clientCertificate, for: "the application's ID"),
            .optional(.workloadIdentity, for: "without the key, AZURE_CLIENT_ID"),
            .optional(
                .managedIdentity,
                for: "that of a user-assigned identity; without it, object_id or resource_id, the machine's own")
        ) {
            SettingsKey("client_id", \.clientID, .identifier, example: #""00000000-0000-0000-0000-000000000000""#, $0)
        },
        AuthKey(.required(.clientSecret, for: "where the application's secret is kept")) {
            SettingsKey("secret", \.secret, .secret, example: #"{ credential = "contoso-secret" }"#, $0)
        },
        AuthKey(
            .required(
                .clientCertificate,
                for: "where the application's certificate is kept, PEM with its unencrypted RSA key")
        ) {
            SettingsKey("certificate", \.certificate, .secret, example: #"{ credential = "contoso-certificate" }"#, $0)
        },
        AuthKey(
            .optional(
                .clientCertificate,
                for: "true sends the certificate along, with those of its issuers that stand beside it (x5c): for an "
                    + "application that trusts a subject name and issuer, rather than this one certificate")
        ) { SettingsKey("send_chain", \.sendsChain, .boolean, $0) },
        AuthKey(
            .optional(
                .workloadIdentity,
                for: "the file that the platform keeps a token in; without the key, AZURE_FEDERATED_TOKEN_FILE")
        ) {
            SettingsKey(
                "token_file", \.tokenFile, .path, example: #""/var/run/secrets/azure/tokens/azure-identity-token""#, $0)
        },
        AuthKey(
            .optional(.managedIdentity, for: "a user-assigned identity by its object's ID, in place of client_id")
        ) {
            SettingsKey("object_id", \.objectID, .identifier, example: #""00000000-0000-0000-0000-000000000000""#, $0)
        },
        AuthKey(
            .optional(.managedIdentity, for: "a user-assigned identity by its resource's ID, in place of client_id")
        ) {
            SettingsKey(
                "resource_id", \.resourceID, .resource,
                example: "\"/subscriptions/ID/resourceGroups/NAME/providers/Microsoft.ManagedIdentity"
                    + "/userAssignedIdentities/NAME\"", $0)
        },
        AuthKey(
            .optional(
                .managedIdentity,
                for:
                    "who is asked: imds on an Azure VM; arc on a machine of Azure Arc, which has no user-assigned identity; "
                    + "app-service in App Service and Container Apps, by IDENTITY_ENDPOINT and IDENTITY_HEADER; auto "
                    + "finds out")
        ) { SettingsKey("source", \.source, .choice, $0) },
        AuthKey(
            .optional(
                .clientSecret, .clientCertificate, .workloadIdentity,
                for: "where tokens are issued, in place of the cloud's authority"),
            .optional(.managedIdentity, .azureCLI, for: "not asked")
        ) { SettingsKey("authority", \.authority, .authority, example: #""https://login.microsoftonline.com""#, $0) },
    ]
}
