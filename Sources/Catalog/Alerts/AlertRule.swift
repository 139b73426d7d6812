/// What an alert is set to, and what of the record it tells: the one rule, without the record.
package struct AlertRule: Hashable, Sendable {
    package let kinds: Set<AlertKind>
    /// Days before an end of life, in ascending order.
    package let thresholds: [Int]
    package let watch: WatchList

    package init(kinds: Set<AlertKind>, thresholds: [Int], watch: WatchList) {
        self.kinds = kinds
        self.thresholds = Set(thresholds).sorted()
        self.watch = watch
    }

    /// An image under an agent that is looked at, with the live pools that use it.
    package struct Subject: Hashable, Sendable {
        let use: ImageUse
        fileprivate(set) var pools: [String]
    }

    /// What holds of the subjects that are looked at.
    package struct Findings: Sendable {
        package internal(set) var facts: [AlertFact] = []
        /// Facts that are as good as told with one of these: thresholds that lie further away than the nearest.
        package internal(set) var passed: [Digest] = []
        /// Whose facts would be among these, if they held.
        private var subjects: Set<[String]> = []

        package init() {}

        mutating func cover(_ image: String?, _ agent: String?) {
            subjects.insert([image?.folded ?? "", agent?.folded ?? ""])
        }

        /// Whether something of this image under this agent, which is not among the facts, holds no more.
        package func cover(image: String?, agent: String?) -> Bool {
            subjects.contains([image?.folded ?? "", agent?.folded ?? ""])
        }
    }

    /// What is looked at of live pools and of images.
    ///
    /// - Parameters:
    ///   - pools: live pools and what each uses.
    ///   - images: what is listed, and what was.
    package func subjects(
        pools: [(pool: String, use: ImageUse)], images: [(reference: ImageReference, agent: String)]
    ) -> [Subject] {
        var subjects: [Subject] = []
        var places: [[String]: Int] = [:]
        func add(_ reference: ImageReference, _ agent: ImageUse.Agent, _ pool: String?) {
            let use = ImageUse(.image(reference), agent: agent)
            let key = [use.image?.folded ?? "", use.nodeAgentSKUId?.folded ?? ""]
            if places[key] == nil {
                places[key] = subjects.count
                subjects.append(Subject(use: use, pools: []))
            }
            if let pool, let place = places[key] { subjects[place].pools.append(pool) }
        }
        for (pool, use) in pools {
            // Only what has an image has events.
            guard case .image(let reference) = use.subject, watch.takesUsed || watch.takes(reference) else { continue }
            add(reference, use.agent, pool)
        }
        for (reference, agent) in images where watch.takes(reference) { add(reference, .named(agent), nil) }
        return subjects
    }

    /// What holds of images on a day.
    ///
    /// - Parameter day: any moment of it, in UTC.
    package func findings(_ subjects: [Subject], in offer: ImageOffer, on day: UTCTime) -> Findings {
        var findings = Findings()
        for subject in subjects { add(subject, offer.facts(of: subject.use), day, to: &findings) }
        return findings
    }

    private func add(_ subject: Subject, _ facts: UseFacts, _ day: UTCTime, to findings: inout Findings) {
        let use = subject.use
        let judgement = Judgement(use, facts: facts, on: day, window: thresholds.last ?? 0)
        let agent = use.nodeAgentSKUId
        // What is used in an exact version is shown as what is listed.
        let image =
            use.namedImage != nil ? facts.images(under: use.agent).first?.reference.text ?? use.image : use.image
        findings.cover(image, agent)
        findings.cover(use.image, agent)
        func add(_ kind: AlertKind, _ predicate: String, _ change: (inout AlertFact) -> Void = { _ in }) {
            guard kinds.contains(kind) else { return }
            var fact = AlertFact(kind, image: image, nodeAgentSKUId: agent, predicate)
            fact.pools = subject.pools
            (fact.endOfLife, fact.daysLeft) = (judgement.endOfLife, judgement.daysLeft)
            change(&fact)
            findings.facts.append(fact)
        }
        for reason in judgement.reasons {
            let predicate = judgement.predicate(of: reason, use, facts)
            switch reason {
            case .gone: add(.gone, predicate)
            case .wrongAgent:
                add(.wrongAgent, predicate) {
                    ($0.old, $0.new) = (agent, facts.agents.joined(separator: ", "))
                }
            // How long ago, and what is still possible, changes from day to day.
            case .ended: add(.ended, "has ended on \(judgement.endOfLife?.dateText ?? "")")
            case .ending:
                let days = judgement.daysLeft ?? 0
                let passed = thresholds.filter { days <= $0 }
                add(.ending, predicate) { fact in
                    fact.threshold = passed.first
                    findings.passed += passed.dropFirst().map { fact.key(threshold: $0) }
                }
            case .unverified: add(.unverified, predicate)
            case .unknown, .retired, .neverListed, .noContainers, .ok: break
            }
        }
    }

    // MARK: - Of the account

    /// What holds of the account as such.
    ///
    /// - Parameters:
    ///   - isHeld: whether a listing is held back.
    ///   - staleness: how old its data is and why; `nil` while it is fresh.
    package func add(account: String, isHeld: Bool, staleness: String?, to findings: inout Findings) {
        findings.cover(nil, nil)
        if isHeld, kinds.contains(.listingHeld) {
            findings.facts.append(
                AlertFact(
                    .listingHeld,
                    "a listing that lacks too many images is held back; see it, then: batchimgctl sync --accept \(account)"
                ))
        }
        if let staleness, kinds.contains(.accountStale) {
            findings.facts.append(AlertFact(.accountStale, "its data is stale: \(staleness)"))
        }
    }

    /// What an alert is told at first, in place of as many events.
    ///
    /// - Parameter facts: each with its account's name; not empty.
    package static func summary(_ facts: [(account: String, fact: AlertFact)]) -> AlertFact {
        let counts = AlertKind.watched.compactMap { kind -> String? in
            let count = facts.count { $0.fact.kind == kind }
            return count == 0 ? nil : "\(count) \(kind.rawValue)"
        }
        let named = facts.prefix(mostNamed).map { $0.fact.message(account: $0.account) }
        let rest = facts.count - named.count
        var fact = AlertFact(
            .summary,
            "holds already: \(counts.joined(separator: ", ")). \(named.joined(separator: ". "))"
                + (rest > 0 ? ". And \(rest) more: batchimgctl pools --at-risk" : ""))
        var seen: Set<String> = []
        fact.pools = facts.flatMap(\.fact.pools).filter { seen.insert($0).inserted }
        return fact
    }

    /// Of a summary.
    private static let mostNamed = 10
}
