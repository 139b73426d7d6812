package import Catalog

/// Whose token it is, for whom and from where: accounts that agree in all of it share one.
package struct TokenIdentity: Hashable, Sendable {
    /// How the identity proves itself.
    package enum Method: Hashable, Sendable {
        case clientSecret(tenant: String, clientID: String, secret: SecretSource)
        /// - Parameters:
        ///   - certificate: PEM of the certificate and its private key.
        ///   - sendsChain: whether it is sent along with its issuers, for trust by subject name and issuer.
        case clientCertificate(tenant: String, clientID: String, certificate: SecretSource, sendsChain: Bool = false)
        /// What is `nil` comes from the `AZURE_*` variables.
        case workloadIdentity(tenant: String?, clientID: String?, tokenFile: String?)
        case managedIdentity(ManagedIdentity)
        case azureCLI(tenant: String?)
    }

    package let method: Method
    /// An override of the cloud's; without a trailing slash.
    package let authority: String?
    package let cloud: Cloud
    /// The way out: an identity that one proxy cuts off may still be reached by another.
    package let proxy: ProxyAddress?
    package let caFile: String?

    package init(method: Method, authority: String?, cloud: Cloud, proxy: ProxyAddress?, caFile: String?) {
        (self.method, self.authority, self.cloud) = (method, authority, cloud)
        (self.proxy, self.caFile) = (proxy, caFile)
    }
}

/// Which of a machine's identities signs in, and who is asked for its token.
package struct ManagedIdentity: Hashable, Sendable {
    package enum Selection: Hashable, Sendable {
        case systemAssigned
        case client(String)
        case object(String)
        case resource(String)
    }

    package enum Source: String, CaseIterable, Sendable {
        case auto, imds, arc
        /// Azure Container Apps too.
        case appService = "app-service"
    }

    package let selection: Selection
    package let source: Source

    package init(selection: Selection, source: Source) { (self.selection, self.source) = (selection, source) }
}
