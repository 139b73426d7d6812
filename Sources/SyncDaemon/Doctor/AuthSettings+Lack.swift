import AzureBatch
import Glibc

extension AuthSettings {
    /// What signing in takes and the daemon may have, but not this process: a credential of the service, a variable of
    /// its environment, a file that is for its user; `nil` when all is here.
    func lack(in environment: [String: String]) -> String? {
        switch self {
        case .sharedKey(_, let key): key.lack(in: environment)
        case .token(.clientSecret(_, _, let secret), _): secret.lack(in: environment)
        case .token(.clientCertificate(_, _, let certificate, _), _): certificate.lack(in: environment)
        case .token(.workloadIdentity(let tenant, let client, let file), _):
            [
                (tenant, "AZURE_TENANT_ID"), (client, "AZURE_CLIENT_ID"), (file, "AZURE_FEDERATED_TOKEN_FILE"),
            ].lazy.compactMap { $0 == nil ? Self.lack(of: $1, in: environment) : nil }.first
        case .token(.managedIdentity(let identity), _):
            identity.source == .appService ? Self.lack(of: "IDENTITY_ENDPOINT", in: environment) : nil
        case .token(.azureCLI, _): nil
        }
    }

    private static func lack(of variable: String, in environment: [String: String]) -> String? {
        environment[variable] == nil ? "\(variable) is not in this environment" : nil
    }
}

extension SecretSource {
    /// Nothing of what stands there is told: it may be the secret itself.
    fileprivate func lack(in environment: [String: String]) -> String? {
        switch self {
        case .credential:
            environment["CREDENTIALS_DIRECTORY"] == nil
                ? "its secret is a credential, which the service alone has" : nil
        case .environment(let name):
            environment[name] == nil ? "its secret is a variable that is not in this environment" : nil
        case .file(let path):
            access(path, R_OK) != 0 && errno == EACCES ? "its secret is in a file that this user may not read" : nil
        }
    }
}
