package import Catalog

/// The tokens of all identities. Each is asked for once, however many accounts wait for it.
package actor TokenCache {
    // Shared by the syncs of all accounts.
    private var entries: [TokenIdentity: Entry] = [:]
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> UTCTime

    private struct Entry {
        var token: AccessToken?
        /// After a failed refresh of a token that is still good: when to try again.
        var refreshAgain: UTCTime?
        /// What the service asked for when it refused the last token.
        var claims: String?
        var isFetching = false
        var waiting: [AsyncStream<Result<AccessToken, UpstreamError>>.Continuation] = []

        func valid(at time: UTCTime) -> AccessToken? { token.flatMap { $0.expires > time ? $0 : nil } }
    }

    package init(clock: any Clock<Duration>, now: @escaping @Sendable () -> UTCTime) {
        (self.clock, self.now) = (clock, now)
    }

    /// The identity's token: the one at hand, or a new one when that is due.
    package func token(
        of identity: TokenIdentity, from source: any TokenSource
    ) async throws(UpstreamError) -> AccessToken {
        while !Task.isCancelled {
            let time = now()
            let entry = entries[identity, default: Entry()]
            if let token = entry.valid(at: time), entry.isFetching || time < entry.refreshAgain ?? token.isDueFrom {
                return token
            }
            guard entry.isFetching else { return try await fetch(identity, source) }
            let (results, continuation) = AsyncStream.makeStream(of: Result<AccessToken, UpstreamError>.self)
            entries[identity, default: Entry()].waiting.append(continuation)
            for await result in results { return try result.get() }
            // Who asked gave up: somebody else has to.
        }
        throw .cancelled
    }

    /// Forgets a token that the service refused; one that came since stays.
    ///
    /// - Parameter claims: what the next one is asked for with.
    func drop(_ refused: String, of identity: TokenIdentity, claims: String?) {
        guard entries[identity]?.token?.value.value == refused else { return }
        entries[identity]?.token = nil
        entries[identity]?.claims = claims
    }

    /// Forgets the tokens of everybody else; who waits for one still gets it.
    package func forget(allBut identities: Set<TokenIdentity>) {
        entries = entries.filter { $0.value.isFetching || identities.contains($0.key) }
    }

    private func fetch(_ identity: TokenIdentity, _ source: any TokenSource) async throws(UpstreamError) -> AccessToken
    {
        let held = entries[identity]?.valid(at: now())
        entries[identity, default: Entry()].isFetching = true
        var result = await ask(source, claims: entries[identity]?.claims, isPatient: held == nil)
        let waiting = entries[identity]?.waiting ?? []
        entries[identity]?.waiting = []
        entries[identity]?.isFetching = false
        let time = now()
        switch result {
        case .success(let token):
            entries[identity] = Entry(token: token)
        case .failure:
            if let held, held.expires > time, entries[identity]?.token != nil {
                let remaining = held.expires.duration(since: time)
                entries[identity]?.refreshAgain = time.advanced(by: min(.seconds(30), remaining / 2))
                result = .success(held)
            }
        }
        for waiter in waiting {
            // A wait that was broken off says nothing about the next one.
            if !Task.isCancelled { waiter.yield(result) }
            waiter.finish()
        }
        return try result.get()
    }

    /// - Parameter isPatient: whether to ask again after a failure that may pass.
    private func ask(
        _ source: any TokenSource, claims: String?, isPatient: Bool
    ) async -> Result<AccessToken, UpstreamError> {
        var attempt = 0
        while true {
            attempt += 1
            do throws(UpstreamError) {
                return .success(try await source.token(claims: claims))
            } catch {
                guard isPatient, let delay = source.delay(after: error, attempt: attempt) else {
                    return .failure(error.final)
                }
                do {
                    try await clock.sleep(for: delay)
                } catch {
                    return .failure(.cancelled)
                }
            }
        }
    }
}
