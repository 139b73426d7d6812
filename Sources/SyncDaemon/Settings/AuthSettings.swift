package import AzureBatch
import Foundation

/// How an account signs in.
package enum AuthSettings: Equatable, Sendable {
    /// - Parameter account: the Batch account's own name.
    case sharedKey(account: String, key: SecretSource)
    /// By a token of Microsoft Entra ID.
    ///
    /// - Parameter authority: an override of the cloud's; without a trailing slash.
    case token(TokenIdentity.Method, authority: String?)
}

extension AuthSettings {
    /// Reads the table `auth` of an account; its problems are in the account's.
    init?(_ table: inout TableReader, endpoint: String) {
        table.require("auth", "cannot sign in without [account.auth]: add it, with method = \"shared-key\"")
        guard var auth = table.table("auth", isSecretive: true) else { return nil }
        let settings = AuthFields(&auth).flatMap { Self.settings($0, endpoint: endpoint, &auth) }
        auth.finish(foreign: AuthFields.keys.map(\.key.name))
        table.take(auth.problems)
        guard let settings else { return nil }
        self = settings
    }

    private static func settings(_ fields: AuthFields, endpoint: String, _ auth: inout TableReader) -> AuthSettings? {
        func token(_ method: TokenIdentity.Method) -> AuthSettings { .token(method, authority: fields.authority) }
        switch fields.method {
        case .sharedKey:
            let host = URLComponents(string: endpoint)?.host ?? ""
            return fields.key.map { .sharedKey(account: fields.account ?? String(host.prefix { $0 != "." }), key: $0) }
        case .clientSecret:
            guard let tenant = fields.tenant, let clientID = fields.clientID, let secret = fields.secret
            else { return nil }
            return token(.clientSecret(tenant: tenant, clientID: clientID, secret: secret))
        case .clientCertificate:
            guard let tenant = fields.tenant, let clientID = fields.clientID, let certificate = fields.certificate
            else { return nil }
            return token(
                .clientCertificate(
                    tenant: tenant, clientID: clientID, certificate: certificate, sendsChain: fields.sendsChain))
        case .workloadIdentity:
            return token(
                .workloadIdentity(tenant: fields.tenant, clientID: fields.clientID, tokenFile: fields.tokenFile))
        case .managedIdentity:
            return token(.managedIdentity(managed(fields, &auth)))
        case .azureCLI:
            return token(.azureCLI(tenant: fields.tenant))
        }
    }

    private static func managed(_ fields: AuthFields, _ auth: inout TableReader) -> ManagedIdentity {
        let selections: [(key: String, selection: ManagedIdentity.Selection)] = [
            fields.clientID.map { ("client_id", .client($0)) }, fields.objectID.map { ("object_id", .object($0)) },
            fields.resourceID.map { ("resource_id", .resource($0)) },
        ].compactMap(\.self)
        if selections.count > 1 {
            let keys = selections.map(\.key).joined(separator: ", ")
            auth.report(selections[1].key, "cannot use \(keys) together: name the identity by one of them")
        }
        if fields.source == .arc, let first = selections.first {
            auth.report(
                first.key,
                "cannot use '\(first.key)' with source = \"arc\": a machine of Azure Arc has one identity; remove the key"
            )
        }
        return ManagedIdentity(selection: selections.first?.selection ?? .systemAssigned, source: fields.source)
    }
}

extension AuthFields {
    /// - Returns: `nil` without a method: which keys are right cannot be told, so that all are taken.
    fileprivate init?(_ table: inout TableReader) {
        self.init()
        guard Self.method.read(&table, into: &self) else {
            table.allow(Self.keys.map(\.key.name))
            return nil
        }
        for key in Self.keys {
            guard let use = key.use(by: method) else { continue }
            key.key.read(&table, into: &self, requiredTo: use.isRequired ? "sign in" : nil)
        }
    }
}
