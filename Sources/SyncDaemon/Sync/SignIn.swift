import AzureBatch
import Catalog
import Foundation

/// How accounts sign in, and what they share for it: ways out to the network, and tokens.
struct SignIn: Sendable {
    let transports: Transports
    private let tokens: TokenCache
    private let sources: TokenSources

    init(
        transports: Transports, clock: any Clock<Duration>, now: @escaping @Sendable () -> UTCTime,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.transports = transports
        tokens = TokenCache(clock: clock, now: now)
        sources = TokenSources(clock: clock, now: now, environment: environment)
    }

    /// Gives up what only accounts that left have used: tokens, and ways out.
    func forget(allBut accounts: [AccountSettings]) async {
        transports.forget(allBut: accounts)
        await tokens.forget(allBut: Set(accounts.compactMap(\.identity)))
    }

    /// A client of the account's service, with a credential of its own.
    ///
    /// - Throws: `UpstreamError` when the trust anchors cannot be read.
    func client(
        of account: AccountSettings, _ credential: any Credential, slot: RequestSlot, clock: any Clock<Duration>,
        now: @escaping @Sendable () -> UTCTime
    ) throws(UpstreamError) -> BatchClient {
        BatchClient(
            account: BatchAccount(
                name: account.name, endpoint: account.endpoint, apiVersion: account.apiVersion, filter: account.filter,
                maxResults: account.maxResults, timeout: account.timeout),
            credential: credential, transport: try transports.transport(to: account.endpoint, for: account), slot: slot,
            clock: clock, now: now)
    }

    /// - Throws: `UpstreamError` when what the settings leave to the environment is missing.
    func credential(of account: AccountSettings) throws(UpstreamError) -> any Credential {
        switch account.auth {
        case .sharedKey(let name, let key): return SharedKeyCredential(account: name, key: key)
        case .token(let method, let authority):
            let identity = account.identity(method, authority: authority)
            let source = try sources.source(of: identity) { url throws(UpstreamError) in
                guard let url else { return try transports.direct() }
                return try transports.transport(to: url, for: account)
            }
            return TokenCredential(identity: identity, source: source, cache: tokens)
        }
    }
}

extension AccountSettings {
    /// The same; `nil` when it needs no token.
    fileprivate var identity: TokenIdentity? {
        guard case .token(let method, let authority) = auth else { return nil }
        return identity(method, authority: authority)
    }

    /// Whose tokens it signs in with.
    fileprivate func identity(_ method: TokenIdentity.Method, authority: String?) -> TokenIdentity {
        TokenIdentity(method: method, authority: authority, cloud: cloud, proxy: proxy, caFile: caFile)
    }
}
