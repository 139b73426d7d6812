import Catalog
import CatalogStore
import ControlAPI

extension PoolAnswer {
    init(_ pool: KnownPool) {
        self.init()
        account = pool.account
        self.pool = pool.pool
        state = pool.state
        allocationState = pool.allocationState
        vmSize = pool.vmSize
        dedicatedNodes = pool.dedicatedNodes
        lowPriorityNodes = pool.lowPriorityNodes
        autoScale = pool.autoScale
        created = pool.created?.description
        imageReference = pool.reference
        nodeAgentSKUId = pool.nodeAgentSKUId
        containers = pool.hasContainers
        verdict = Word(text: pool.verdict)
        level = Word(text: pool.level)
        reasons = JSONText(pool.reasonsJSON).strings ?? []
        endOfLife = pool.endOfLife?.description
        daysLeft = pool.daysLeft
        firstSeen = pool.firstSeen.description
        usesSince = pool.usesSince.description
        lastSeen = pool.lastSeen.description
    }
}

extension FreshnessAnswer {
    /// How fresh what is known of an account's pools is.
    init(poolsOf account: KnownAccount, now: UTCTime) {
        self.init()
        name = account.name
        guard account.listsPools else {
            reason = "pools = false: its pools are not listed"
            return
        }
        asOf = account.poolsSeen?.description
        let limit = account.staleAfter ?? .seconds(Int64.max / 2)
        stale = account.isStale(now: now) || account.poolsSeen.map { now.duration(since: $0) > limit } ?? false
        reason =
            account.poolsError ?? account.reason(now: now)
            ?? (account.poolsSeen == nil ? "its pools were not listed yet" : nil)
    }
}
