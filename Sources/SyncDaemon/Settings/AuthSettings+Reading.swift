import AzureBatch
import Catalog
import Foundation

extension AuthSettings {
    /// The methods there are.
    private enum Method: String, CaseIterable {
        case sharedKey = "shared-key"
        case clientSecret = "client-secret"
        case clientCertificate = "client-certificate"
        case workloadIdentity = "workload-identity"
        case managedIdentity = "managed-identity"
        case azureCLI = "azure-cli"
    }

    /// The keys of all methods together: which ones are right cannot be told without one.
    private static let everyKey = [
        "method", "account", "key", "tenant", "client_id", "secret", "certificate", "send_chain", "token_file",
        "object_id", "resource_id", "source", "authority",
    ]

    /// Reads the table `auth` of an account; its problems are in the account's.
    init?(_ table: inout TableReader, endpoint: String?) {
        guard var auth = table.table("auth", isSecretive: true) else {
            if !table.problems.contains(where: { $0.key.hasSuffix(".auth") }) {
                table.report("auth", "cannot sign in without [account.auth]: add it, with method = \"shared-key\"")
            }
            return nil
        }
        let settings = Self.read(&auth, endpoint: endpoint)
        auth.finish(foreign: Self.everyKey)
        table.take(auth.problems)
        guard let settings else { return nil }
        self = settings
    }

    private static func read(_ auth: inout TableReader, endpoint: String?) -> AuthSettings? {
        let before = auth.problems.count
        guard let method: Method = auth.choice("method") else {
            if auth.problems.count == before {
                let all = Method.allCases.map(\.rawValue).joined(separator: ", ")
                auth.report("method", "cannot sign in without 'method': add method = \"shared-key\", or one of \(all)")
            }
            auth.allow(everyKey)
            return nil
        }
        guard method != .sharedKey else {
            let account = auth.string("account", "the Batch account's name") { $0.isEmpty ? nil : $0 }
            let host = endpoint.flatMap { URLComponents(string: $0)?.host } ?? ""
            guard let key = auth.secret("key") else { return nil }
            return .sharedKey(account: account ?? String(host.prefix { $0 != "." }), key: key)
        }
        let identity = identity(method, &auth)
        let authority = auth.string("authority", expectedAuthority, readAuthority)
        return identity.map { .token($0, authority: authority) }
    }

    private static func identity(_ method: Method, _ auth: inout TableReader) -> TokenIdentity.Method? {
        switch method {
        case .sharedKey: return nil
        case .clientSecret:
            let (tenant, clientID) = (auth.required("tenant"), auth.required("client_id"))
            guard let secret = auth.secret("secret"), let tenant, let clientID else { return nil }
            return .clientSecret(tenant: tenant, clientID: clientID, secret: secret)
        case .clientCertificate:
            let (tenant, clientID) = (auth.required("tenant"), auth.required("client_id"))
            let sendsChain = auth.boolean("send_chain") ?? false
            guard let certificate = auth.secret("certificate"), let tenant, let clientID else { return nil }
            return .clientCertificate(
                tenant: tenant, clientID: clientID, certificate: certificate, sendsChain: sendsChain)
        case .workloadIdentity:
            return .workloadIdentity(
                tenant: auth.name("tenant"), clientID: auth.name("client_id"), tokenFile: auth.path("token_file"))
        case .managedIdentity:
            return managed(&auth).map { .managedIdentity($0) }
        case .azureCLI:
            return .azureCLI(tenant: auth.name("tenant"))
        }
    }

    private static func managed(_ auth: inout TableReader) -> ManagedIdentity? {
        let source: ManagedIdentity.Source = auth.choice("source") ?? .auto
        let clientID = auth.name("client_id")
        let objectID = auth.name("object_id")
        let resourceID = auth.string("resource_id", "/subscriptions/.../userAssignedIdentities/NAME") {
            $0.hasPrefix("/subscriptions/") && $0.utf8.count < 1000 ? $0 : nil
        }
        let selections: [(key: String, selection: ManagedIdentity.Selection)] = [
            clientID.map { ("client_id", .client($0)) }, objectID.map { ("object_id", .object($0)) },
            resourceID.map { ("resource_id", .resource($0)) },
        ].compactMap(\.self)
        if selections.count > 1 {
            let keys = selections.map(\.key).joined(separator: ", ")
            auth.report(selections[1].key, "cannot use \(keys) together: name the identity by one of them")
        }
        if source == .arc, let first = selections.first {
            auth.report(
                first.key,
                "cannot use '\(first.key)' with source = \"arc\": a machine of Azure Arc has one identity; remove the key"
            )
        }
        return ManagedIdentity(selection: selections.first?.selection ?? .systemAssigned, source: source)
    }

    private static let expectedAuthority = "the authority's https URL (http only for a loopback host), without a path"

    /// The authority as it is used: scheme and host in lower case, no trailing slash.
    private static func readAuthority(_ text: String) -> String? {
        guard SafeURL.takesCredentials(text), let url = URLComponents(string: text), ["", "/"].contains(url.path),
            url.query == nil, url.fragment == nil
        else { return nil }
        return (text.hasSuffix("/") ? String(text.dropLast()) : text).lowercased()
    }
}

extension TableReader {
    /// The identifier of a tenant, an application or an object.
    fileprivate mutating func name(_ key: String) -> String? {
        string(key, "an identifier: letters, digits, '-' and '.'") { TokenSources.isName($0) ? $0 : nil }
    }

    fileprivate mutating func required(_ key: String) -> String? {
        let before = problems.count
        let value = name(key)
        if value == nil, problems.count == before {
            report(key, "cannot sign in without '\(key)': add it")
        }
        return value
    }

    /// Where a secret is kept; the secret itself is not read here, and nothing that may be it is quoted.
    fileprivate mutating func secret(_ key: String) -> SecretSource? {
        let forms = "\(key) = { file = \"/path\" }, { credential = \"NAME\" } or { env = \"NAME\" }"
        let before = problems.count
        guard var table = table(key, "where it is kept: \(forms)") else {
            if problems.count == before { report(key, "cannot sign in without '\(key)': write \(forms)") }
            return nil
        }
        let sources: [SecretSource] = [
            table.path("file").map(SecretSource.file),
            table.string("credential", "a file's name in $CREDENTIALS_DIRECTORY: letters, digits, '.', '_' and '-'") {
                $0.wholeMatch(of: /[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}/) == nil ? nil : $0
            }.map(SecretSource.credential),
            table.string("env", "a variable's name: letters, digits and '_'") {
                $0.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) == nil ? nil : $0
            }.map(SecretSource.environment),
        ].compactMap(\.self)
        table.finish()
        if table.problems.isEmpty, sources.count != 1 {
            table.report("", "cannot use \(sources.count) sources: exactly one is needed; write \(forms)")
        }
        take(table.problems)
        return sources.count == 1 ? sources.first : nil
    }
}
