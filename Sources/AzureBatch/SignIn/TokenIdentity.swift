/// Whose token it is, for whom and from where: accounts that agree in all of it share one.
package struct TokenIdentity: Hashable, Sendable {
    /// How the identity proves itself.
    package enum Method: Hashable, Sendable {
        case clientSecret(tenant: String, clientID: String, secret: SecretSource)
        /// - Parameter certificate: PEM of the certificate and its private key.
        case clientCertificate(tenant: String, clientID: String, certificate: SecretSource)
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
    package let proxy: String?
    package let caFile: String?

    package init(method: Method, authority: String?, cloud: Cloud, proxy: String?, caFile: String?) {
        self.method = method
        self.authority = authority
        self.cloud = cloud
        self.proxy = proxy
        self.caFile = caFile
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
    }

    package let selection: Selection
    package let source: Source

    package init(selection: Selection, source: Source) {
        self.selection = selection
        self.source = source
    }
}
