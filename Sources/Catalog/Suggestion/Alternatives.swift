/// Listed images, arranged for suggesting one of them in place of another: the one rule that says what to move to.
///
/// Candidates are of the same operating system and architecture, with the verdict `ok`; after all of those, `unverified`
/// ones. `Move.rank` is their order.
package struct Alternatives: Sendable {
    private let candidates: [Candidate]

    private struct Candidate: Sendable {
        let listed: ListedImage
        let traits: ImageTraits

        /// - Parameter same: what says the same.
        init?(_ same: [ListedImage]) {
            guard let first = same.min(by: { $0.image.wordingDigest < $1.image.wordingDigest }) else { return nil }
            listed = ListedImage(first.image, accounts: Set(same.flatMap(\.accounts)).sorted())
            traits = ImageTraits(first.image)
        }
    }

    /// - Parameter listed: what one account lists, or several; what says the same is one, of all their accounts.
    package init(_ listed: some Sequence<ListedImage>) {
        candidates = Dictionary(grouping: listed) { $0.image.identity }.values.flatMap { images in
            images.count == 1
                ? [Candidate(images)].compactMap(\.self)
                : Dictionary(grouping: images) { $0.image.digest }.values.compactMap { Candidate($0) }
        }
    }

    package init(_ images: some Sequence<Image>, account: String) {
        self.init(images.lazy.map { ListedImage($0, accounts: [account]) })
    }

    /// What to move to, the best first.
    ///
    /// - Parameters:
    ///   - image: as it is listed, or was listed last, under its node agent.
    ///   - agent: the node agent under which it is used, when that is another: then it is itself among the candidates.
    ///   - day: any moment of the day in question, in UTC.
    ///   - window: days before an end of life in which an image counts as ending.
    package func suggestions(
        for image: Image, usedUnder agent: String? = nil, on day: UTCTime, window: Int, limit: Int
    ) -> [Suggestion] {
        let traits = ImageTraits(image)
        let fitting = others(than: image, agent).filter { Self.lacks($0, for: traits, on: day, window: window).isEmpty }
        return Self.ranked(fitting, for: image, traits).prefix(limit).map { candidate, move in
            Suggestion(
                image: candidate.listed.image, accounts: candidate.listed.accounts, keeps: move.keeps,
                loses: move.loses, gains: move.gains, why: move.why)
        }
    }

    /// The listed image that comes nearest, and what it lacks: for when nothing fits.
    ///
    /// - Returns: `nil` when no other image is listed.
    package func nearest(
        to image: Image, usedUnder agent: String? = nil, on day: UTCTime, window: Int
    ) -> (image: Image, lacks: [String])? {
        let traits = ImageTraits(image)
        func lacks(_ candidate: Candidate) -> [String] { Self.lacks(candidate, for: traits, on: day, window: window) }
        let nearest = Dictionary(grouping: others(than: image, agent)) { lacks($0).count }.min { $0.key < $1.key }
        return Self.ranked(nearest?.value ?? [], for: image, traits).first.map { first, _ in
            (first.listed.image, lacks(first))
        }
    }

    private func others(than image: Image, _ agent: String?) -> [Candidate] {
        let name = image.name
        let agent = FoldedText(agent ?? image.nodeAgentSKUId)
        return candidates.filter {
            $0.listed.image.name != name || FoldedText($0.listed.image.nodeAgentSKUId) != agent
        }
    }

    private static func ranked(
        _ candidates: [Candidate], for image: Image, _ traits: ImageTraits
    ) -> [(candidate: Candidate, move: Move)] {
        candidates.map { candidate in
            let move = Move(source: image, from: traits, target: candidate.listed.image, to: candidate.traits)
            return (rank: move.rank, identity: candidate.listed.image.identity, candidate: candidate, move: move)
        }.sorted { left, right in
            if left.rank != right.rank { return left.rank.lexicographicallyPrecedes(right.rank) }
            if left.identity != right.identity { return left.identity < right.identity }
            return left.candidate.listed.image.digest < right.candidate.listed.image.digest
        }.map { ($0.candidate, $0.move) }
    }

    /// What keeps a listed image from being suggested at all.
    private static func lacks(
        _ candidate: Candidate, for traits: ImageTraits, on day: UTCTime, window: Int
    ) -> [String] {
        let image = candidate.listed.image
        var lacks: [String] = []
        if candidate.traits.osType != traits.osType { lacks.append("it is of \(image.osType)") }
        if candidate.traits.architecture != traits.architecture {
            lacks.append("it is for \(candidate.traits.architecture.rawValue)")
        }
        if candidate.traits.isForUserSubscription, !traits.isForUserSubscription {
            lacks.append("it is for accounts in user-subscription mode only")
        }
        if candidate.traits.kinds.contains(.confidential), !traits.kinds.contains(.confidential) {
            lacks.append("it is of a confidential VM")
        }
        let use = ImageUse(.image(image.reference), agent: .named(image.nodeAgentSKUId))
        let judgement = Judgement(use, facts: UseFacts(hasData: true, listed: [image]), on: day, window: window)
        switch judgement.verdict {
        case .ok, .unverified: break
        case .ending, .ended:
            let verb = judgement.verdict == .ended ? "ended" : "ends"
            lacks.append("it \(verb) on \(image.endOfLife?.time.dateText ?? "a day unknown")")
        default: lacks.append("its verdict is \(judgement.verdict.rawValue)")
        }
        return lacks
    }
}
