package import Catalog
package import CatalogStore

extension JSONWriter {
    /// An image in the service's own names, then ours; what is absent stays absent.
    mutating func image(_ image: KnownImage, day: Int, window: Int) {
        let daysLeft = image.endOfLife.map { $0.day - day }
        object {
            $0.member("account", image.account)
            $0.member("nodeAgentSKUId", image.nodeAgentSKUId)
            $0.key("imageReference")
            $0.reference(image.reference)
            $0.member("osType", image.osType)
            $0.member("verificationType", image.verificationType)
            if let capabilities = image.capabilitiesJSON {
                $0.key("capabilities")
                $0.raw(capabilities.utf8)
            }
            $0.member("batchSupportEndOfLife", image.endOfLife)
            let state = image.isListed ? LifecycleState(daysLeft: daysLeft, window: window) : .gone
            $0.member("state", state.rawValue)
            $0.member("daysLeft", daysLeft)
            $0.member("firstSeen", image.firstSeen)
            $0.member("listedSince", image.listedSince)
            $0.member("lastSeen", image.lastSeen)
        }
    }

    private mutating func reference(_ reference: ImageReference) {
        object {
            $0.member("publisher", reference.publisher)
            $0.member("offer", reference.offer)
            $0.member("sku", reference.sku)
            $0.member("version", reference.version)
            $0.member("virtualMachineImageId", reference.virtualMachineImageId)
            $0.member("sharedGalleryImageId", reference.sharedGalleryImageId)
            $0.member("communityGalleryImageId", reference.communityGalleryImageId)
            $0.member("exactVersion", reference.exactVersion)
        }
    }

    mutating func change(_ change: RecordedChange) {
        object {
            $0.member("seq", change.seq)
            $0.member("at", change.at)
            $0.member("account", change.account)
            $0.member("kind", change.kind)
            $0.member("publisher", change.publisher)
            $0.member("offer", change.offer)
            $0.member("sku", change.sku)
            $0.member("version", change.version)
            $0.member("nodeAgentSKUId", change.nodeAgentSKUId)
            $0.member("old", change.old)
            $0.member("new", change.new)
            $0.member("image", change.image)
        }
    }

    mutating func agent(_ agent: NodeAgent) {
        object {
            $0.member("account", agent.account)
            $0.member("nodeAgentSKUId", agent.nodeAgentSKUId)
            $0.member("osType", agent.osType)
            $0.member("images", agent.images)
            $0.member("verifiedImages", agent.verifiedImages)
            $0.member("lastEndOfLife", agent.lastEndOfLife)
        }
    }

    mutating func sync(_ sync: LoggedSync) {
        object {
            $0.member("id", sync.id)
            $0.member("account", sync.account)
            $0.member("started", sync.started)
            $0.member("finished", sync.finished)
            $0.member("outcome", sync.outcome)
            $0.member("httpStatus", sync.httpStatus)
            $0.member("pages", sync.pages)
            $0.member("images", sync.images)
            $0.member("bytes", sync.bytes)
            $0.member("requestId", sync.requestID)
            $0.member("errorCode", sync.errorCode)
            $0.member("errorMessage", sync.errorMessage)
        }
    }

    /// How fresh the data of each account is, for the answers that speak of images and changes.
    mutating func freshness(_ accounts: [KnownAccount], now: UTCTime) {
        array {
            for account in accounts {
                $0.object {
                    $0.member("name", account.name)
                    $0.freshness(of: account, now: now)
                }
            }
        }
    }

    /// How fresh the data of each account was at a moment: `asOf` is that moment, or when its listing of then was last
    /// seen, whichever is earlier.
    mutating func freshness(_ accounts: [KnownAccount], at time: UTCTime, seen: [String: UTCTime], now: UTCTime) {
        array {
            for account in accounts {
                $0.object {
                    // What was known then is as good as it was; only a moment after the last success can be stale.
                    let isStale = account.isStale(now: now) && account.freshSince(now: now).map { time > $0 } ?? true
                    $0.member("name", account.name)
                    $0.member("asOf", seen[account.name])
                    $0.member("stale", isStale)
                    if isStale { $0.member("reason", account.reason(now: now)) }
                }
            }
        }
    }

    /// Rows of the view `accounts`, with their freshness.
    package mutating func accounts(_ accounts: [KnownAccount], now: UTCTime) {
        array {
            for account in accounts {
                $0.object {
                    $0.member("name", account.name)
                    $0.member("endpoint", account.endpoint)
                    $0.member("configured", account.isConfigured ? 1 : 0)
                    $0.member("state", account.state)
                    $0.member("images", account.images)
                    $0.member("etag", account.etag)
                    $0.member("lastModified", account.lastModified)
                    $0.member("lastChanged", account.lastChanged)
                    $0.member("lastSuccess", account.lastSuccess)
                    $0.member("lastAttempt", account.lastAttempt)
                    $0.member("nextAttempt", account.nextAttempt)
                    $0.member("consecutiveFailures", account.consecutiveFailures)
                    $0.member("lastError", account.lastError)
                    $0.member("staleAfterSeconds", account.staleAfter?.wholeSeconds)
                    $0.freshness(of: account, now: now)
                }
            }
        }
    }

    private mutating func freshness(of account: KnownAccount, now: UTCTime) {
        member("asOf", account.lastSuccess)
        member("stale", account.isStale(now: now))
        member("reason", account.reason(now: now))
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
        case "failing": lastError ?? "the last attempt failed"
        case "suspect": "a listing that lacks too many images is held back; see it, then: batchimgctl sync --accept"
        case "never": "not refreshed yet"
        case _ where freshSince(now: now) == nil:
            "its last success lies ahead of the clock: set the clock (timedatectl set-ntp true), then: "
                + "batchimgctl sync \(name)"
        case _ where isStale(now: now): "no sync since: batchimgd was not running, or could not write its record"
        default: nil
        }
    }
}
