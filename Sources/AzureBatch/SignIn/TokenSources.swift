package import Catalog
import Foundation

/// Makes the source of an identity's tokens.
package struct TokenSources: Sendable {
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> UTCTime
    private let environment: [String: String]
    /// Where the Arc agent keeps the files that it wants to be told about.
    private let arcKeys: String

    package init(
        clock: any Clock<Duration>, now: @escaping @Sendable () -> UTCTime,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        arcKeys: String = "/var/opt/azcmagent/tokens"
    ) {
        self.clock = clock
        self.now = now
        self.environment = environment
        self.arcKeys = arcKeys
    }

    /// - Parameter transport: the way out to a URL; `nil` for what is on this machine, or its host.
    /// - Throws: `UpstreamError` when the environment lacks what the settings leave to it.
    package func source(
        of identity: TokenIdentity, transport: (_ url: String?) throws(UpstreamError) -> HTTPTransport
    ) throws(UpstreamError) -> any TokenSource {
        let authority = identity.authority ?? identity.cloud.authority
        let audience = identity.cloud.audience
        func entra(
            _ tenant: String, _ clientID: String, _ proof: ClientProof, authority: String
        ) throws(UpstreamError) -> EntraTokenSource {
            EntraTokenSource(
                authority: authority, tenant: tenant, clientID: clientID, audience: audience, proof: proof,
                calls: TokenCalls(transport: try transport(authority), clock: clock, now: now))
        }
        switch identity.method {
        case .clientSecret(let tenant, let clientID, let secret):
            return try entra(tenant, clientID, .secret(secret), authority: authority)
        case .clientCertificate(let tenant, let clientID, let certificate):
            return try entra(tenant, clientID, .certificate(certificate), authority: authority)
        case .workloadIdentity(let tenant, let clientID, let file):
            return try entra(
                try given(tenant, "tenant", "AZURE_TENANT_ID"), try given(clientID, "client_id", "AZURE_CLIENT_ID"),
                .federated(file: try given(file, "token_file", "AZURE_FEDERATED_TOKEN_FILE")),
                authority: identity.authority ?? host("AZURE_AUTHORITY_HOST") ?? authority)
        case .managedIdentity(let managed):
            return try machine(managed, audience, TokenCalls(transport: try transport(nil), clock: clock, now: now))
        case .azureCLI(let tenant):
            return AzureCLITokenSource(
                tenant: tenant, audience: audience, environment: environment, clock: clock, now: now)
        }
    }

    private func machine(
        _ managed: ManagedIdentity, _ audience: String, _ calls: TokenCalls
    ) throws(UpstreamError) -> any TokenSource {
        let isArc = managed.source == .arc || (managed.source == .auto && isOnArc)
        guard !isArc else {
            guard managed.selection == .systemAssigned else {
                throw .signIn(
                    "a machine of Azure Arc has no user-assigned identity",
                    "leave client_id, object_id and resource_id out, or set source = \"imds\"")
            }
            return ArcTokenSource(
                endpoint: variable("IDENTITY_ENDPOINT") ?? ArcTokenSource.standardEndpoint, audience: audience,
                keys: arcKeys, calls: calls)
        }
        let host = host("AZURE_POD_IDENTITY_AUTHORITY_HOST") ?? "http://169.254.169.254"
        guard SafeURL.takesCredentials(host) || host.hasPrefix("http://169.254.") else {
            throw .signIn(
                "the identity endpoint '\(host)' is neither https nor of this machine",
                "check AZURE_POD_IDENTITY_AUTHORITY_HOST")
        }
        return InstanceTokenSource(host: host, selection: managed.selection, audience: audience, calls: calls)
    }

    /// The agent sets both variables for who logs in; a service sees only its files.
    private var isOnArc: Bool {
        (variable("IDENTITY_ENDPOINT") != nil && variable("IMDS_ENDPOINT") != nil)
            || ["/opt/azcmagent/bin/himds", "/var/opt/azcmagent/bin/himds"].contains {
                FileManager.default.fileExists(atPath: $0)
            }
    }

    private func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// A URL in the environment, without its trailing slashes.
    private func host(_ name: String) -> String? {
        variable(name).map { text in String(text.reversed().drop { $0 == "/" }.reversed()) }
    }

    private func given(_ value: String?, _ key: String, _ variable: String) throws(UpstreamError) -> String {
        guard let value = value ?? self.variable(variable) else {
            throw .signIn("there is no '\(key)'", "set it under [account.auth], or \(variable) in the environment")
        }
        guard key == "token_file" || Self.isName(value) else {
            throw .signIn("\(variable) is no identifier: '\(value.plainPrefix(60))'", "check \(variable)")
        }
        return value
    }

    /// Whether a text can be a tenant's or application's identifier, and a part of a URL's path.
    package static func isName(_ text: String) -> Bool {
        text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9.-]{0,252}/) != nil && !text.contains("..")
    }
}
