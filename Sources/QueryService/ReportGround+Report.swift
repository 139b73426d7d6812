import Catalog
import CatalogStore
import ControlAPI
import Reports

extension ReportGround {
    /// So many pools at risk are shown, with what to move to.
    private static let mostPools = 200

    /// What the page and the text show.
    func report() throws -> Report {
        let pools = try pools()
        return Report(
            day: now.day, window: window, onlyUsed: query.onlyUsed,
            accounts: accounts.map { ReportAccount($0, now: now) }, pools: pools.shown, poolsAtRisk: pools.count,
            poolsListed: accounts.reduce(0) { $0 + ($1.pools ?? 0) }, images: try images(), days: try days())
    }

    /// - Returns: those that are shown, and how many there are.
    private func pools() throws -> (shown: [ReportPool], count: Int) {
        var selection = PoolSelection(accounts: names, day: now.day, window: window, limit: Self.mostPools)
        selection.levels = [.error, .warning]
        selection.order = .risk
        let (pools, count) = try reader.poolsOfAll(selection)
        let offers = try reader.offers(of: Set(pools.map(\.account)).sorted())
        let offersByName = Dictionary(offers.map { ($0.name, $0) }) { first, _ in first }
        let shown = pools.map { pool in
            let suggestion = offersByName[pool.account].flatMap {
                Assessment(pool.use, in: $0, on: now, window: window).suggestion
            }
            return ReportPool(pool, suggestion: suggestion)
        }
        return (shown, count)
    }

    /// Each image once, whatever the words in which accounts list it; one that some list is not gone.
    private func images() throws -> [ReportImage] {
        let shared = try reader.sharedImages(of: names, goneSince: horizon, onlyUsed: query.onlyUsed)
        return Dictionary(grouping: shared, by: \.image.identity).values.compactMap { wordings in
            let listed = wordings.filter(\.isListed)
            return ReportImage(listed.isEmpty ? wordings : listed, names: accountNames)
        }.sorted { ($0.name, $0.nodeAgentSKUId) < ($1.name, $1.nodeAgentSKUId) }
    }
}

extension ReportAccount {
    fileprivate init(_ account: KnownAccount, now: UTCTime) {
        self.init(
            name: account.name, images: account.images, pools: account.pools, lastSuccess: account.lastSuccess,
            lastChanged: account.lastChanged, isStale: account.isStale(now: now), reason: account.reason(now: now))
    }
}

extension KnownPool {
    fileprivate var use: ImageUse {
        let isOfCloud = verdict == Verdict.retired.rawValue
        let subject: ImageUse.Subject = isOfCloud ? .cloudServices : reference.map { .image($0) } ?? .untold("")
        return ImageUse(
            subject, agent: nodeAgentSKUId.map { .named($0) } ?? .unsaid, hasContainers: hasContainers)
    }
}

extension ReportPool {
    fileprivate init(_ pool: KnownPool, suggestion: Assessment.Successor?) {
        let nodes = [pool.dedicatedNodes, pool.lowPriorityNodes].compactMap(\.self)
        self.init(
            account: pool.account, pool: pool.pool, verdict: Verdict(rawValue: pool.verdict) ?? .unknown,
            image: pool.reference?.text, nodeAgentSKUId: pool.nodeAgentSKUId,
            nodes: nodes.isEmpty ? nil : nodes.reduce(0, +), endOfLife: pool.endOfLife, daysLeft: pool.daysLeft,
            suggestion: suggestion.map { Move(image: $0.image, nodeAgentSKUId: $0.nodeAgentSKUId) })
    }
}

extension ReportImage {
    /// - Parameter wordings: of one image; at least one.
    fileprivate init?(_ wordings: [SharedImage], names accountNames: ([Int64]) -> AccountNames) {
        // The latest first: its spelling is shown.
        let sorted = wordings.sorted { ($1.lastSeen, $0.image.digest) < ($0.lastSeen, $1.image.digest) }
        guard let first = sorted.first else { return nil }
        func names(_ wordings: [SharedImage]) -> AccountNames {
            accountNames(wordings.flatMap(\.accounts))
        }
        let dates = Dictionary(grouping: sorted) { $0.image.endOfLife?.time }
        let unverified = sorted.count(where: \.image.isUnverified)
        self.init(
            reference: first.image.reference, nodeAgentSKUId: first.image.nodeAgentSKUId,
            family: first.image.familyName,
            isListed: first.isListed, listedSince: sorted.map(\.listedSince).min() ?? first.listedSince,
            lastSeen: first.lastSeen,
            ends: dates.compactMap { date, wordings in date.map { .init(date: $0, accounts: names(wordings)) } }
                .sorted { $0.date < $1.date },
            hasDifferingDates: dates.count > 1,
            verification: unverified == 0 ? .verified : unverified == sorted.count ? .unverified : .differing,
            accounts: names(sorted),
            pools: sorted.map(\.pools).max() ?? 0)
    }
}

extension Image {
    /// The family of distributions as people call it; where nothing tells it, the operating system.
    fileprivate var familyName: String {
        switch ImageTraits(self).family {
        case .enterpriseLinux: "Enterprise Linux"
        case .ubuntu: "Ubuntu"
        case .debian: "Debian"
        case .azureLinux: "Azure Linux"
        case .windows: "Windows"
        case .other(let word): "Other: \(word)"
        case nil: "Other: \(osType)"
        }
    }
}
