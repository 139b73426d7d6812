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
        (self.clock, self.now, self.environment, self.arcKeys) = (clock, now, environment, arcKeys)
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
        case .clientCertificate(let tenant, let clientID, let certificate, let sendsChain):
            return try entra(
                tenant, clientID, .certificate(certificate, sendsChain: sendsChain), authority: authority)
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
        let service: InstanceTokenSource.Service
        switch managed.source == .auto ? found : managed.source {
        case .arc:
            // Older agents ignore the selection and give the machine's own token.
            guard managed.selection == .systemAssigned else {
                throw .signIn(
                    "a machine of Azure Arc has no user-assigned identity",
                    "leave client_id, object_id and resource_id out; on an Azure VM set source = \"imds\"")
            }
            return ArcTokenSource(
                endpoint: variable("IDENTITY_ENDPOINT") ?? ArcTokenSource.standardEndpoint, audience: audience,
                keys: arcKeys, calls: calls)
        case .appService: service = try appService()
        case .imds, .auto:
            let host = host("AZURE_POD_IDENTITY_AUTHORITY_HOST") ?? "http://169.254.169.254"
            guard SafeURL.isOfTheMachine(host) else {
                throw .signIn(
                    "the identity endpoint is neither https nor of this machine",
                    "check AZURE_POD_IDENTITY_AUTHORITY_HOST")
            }
            service = .metadata(host: host)
        }
        return InstanceTokenSource(service: service, selection: managed.selection, audience: audience, calls: calls)
    }

    private func appService() throws(UpstreamError) -> InstanceTokenSource.Service {
        guard let endpoint = host("IDENTITY_ENDPOINT"), let secret = variable("IDENTITY_HEADER") else {
            throw .signIn(
                "IDENTITY_ENDPOINT and IDENTITY_HEADER are not in the environment",
                "use source = \"app-service\" in App Service or Container Apps, and give the app an identity")
        }
        guard SafeURL.isOfThePlatform(endpoint), !endpoint.contains("?"), !endpoint.contains("#") else {
            throw .signIn("the identity endpoint is neither https nor of this machine", "check IDENTITY_ENDPOINT")
        }
        guard secret.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .signIn("the identity's secret cannot be sent in a header", "check IDENTITY_HEADER")
        }
        return .appService(endpoint: endpoint, secret: Secret(secret))
    }

    /// Whose identity it is, as the environment tells.
    private var found: ManagedIdentity.Source {
        if variable("IDENTITY_ENDPOINT") != nil, variable("IDENTITY_HEADER") != nil { return .appService }
        return isOnArc ? .arc : .imds
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
            throw .signIn("\(variable) of the environment is no identifier", "check \(variable)")
        }
        return value
    }

    /// Whether a text can be a tenant's or application's identifier, and a part of a URL's path.
    package static func isName(_ text: String) -> Bool {
        text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9.-]{0,252}/) != nil && !text.contains("..")
    }
}
