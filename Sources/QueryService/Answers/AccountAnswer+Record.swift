package import Catalog
package import CatalogStore
package import ControlAPI

extension AccountAnswer {
    package init(_ account: KnownAccount, now: UTCTime) {
        self.init()
        name = account.name
        endpoint = account.endpoint
        configured = account.isConfigured ? 1 : 0
        state = Word(account.state)
        images = account.images
        etag = account.etag
        lastModified = account.lastModified
        lastChanged = account.lastChanged?.description
        lastSuccess = account.lastSuccess?.description
        lastAttempt = account.lastAttempt?.description
        nextAttempt = account.nextAttempt?.description
        consecutiveFailures = account.consecutiveFailures
        lastError = account.lastError
        staleAfterSeconds = account.staleAfter?.wholeSeconds
        pools = account.pools
        poolsError = account.poolsError
        asOf = lastSuccess
        stale = account.isStale(now: now)
        reason = account.reason(now: now)
    }
}

extension FreshnessAnswer {
    init(_ account: KnownAccount, now: UTCTime) {
        self.init()
        name = account.name
        asOf = account.lastSuccess?.description
        stale = account.isStale(now: now)
        reason = account.reason(now: now)
    }

    /// How fresh the data was at a moment.
    ///
    /// - Parameter seen: that moment, or when the account's listing of then was last seen, whichever is earlier.
    init(_ account: KnownAccount, at time: UTCTime, seen: UTCTime?, now: UTCTime) {
        self.init()
        name = account.name
        asOf = seen?.description
        // What was known then is as good as it was; only a moment after the last success can be stale.
        stale = account.isStale(now: now) && account.freshSince(now: now).map { time > $0 } ?? true
        reason = stale ? account.reason(now: now) : nil
    }
}

extension KnownAccount {
    /// How old the data is and why, in one line: `last good 3 h ago: 403 AuthenticationFailed: ...`.
    package func staleness(now: UTCTime) -> String {
        let age =
            if let lastSuccess {
                lastSuccess.isBelievable(at: now)
                    ? "last good \(now.duration(since: lastSuccess).roughText) ago" : "last good at \(lastSuccess)"
            } else {
                "never refreshed"
            }
        return reason(now: now).map { "\(age): \($0)" } ?? age
    }

    /// Why the data is not fresher; `nil` when the last attempt succeeded.
    func reason(now: UTCTime) -> String? {
        switch state {
        case .failing: lastError ?? "the last attempt failed"
        case .suspect: "a listing that lacks too many images is held back; see it, then: batchimgctl sync --accept"
        case .never: staleAfter == nil ? "it is disabled, and was never refreshed" : "not refreshed yet"
        case .ok where freshSince(now: now) == nil:
            "its last success lies ahead of the clock: set the clock (timedatectl set-ntp true), then: "
                + "batchimgctl sync \(name)"
        case .ok: isStale(now: now) ? "no sync since: batchimgd was not running, or could not write its record" : nil
        }
    }
}
