/// The step from one image to another: what it keeps, loses and gains, and how good a step it is.
struct Move {
    let source: Image
    let from: ImageTraits
    let target: Image
    let to: ImageTraits

    // MARK: - What it does

    /// Capabilities, and the kinds that none of them tells, as words.
    private static func features(_ traits: ImageTraits) -> Set<String> {
        let isTold = traits.capabilities.contains(ImageTraits.confidential)
        return traits.capabilities.union(traits.kinds.filter { $0 != .confidential || !isTold }.map(\.rawValue))
    }

    var keeps: [String] { Self.features(from).intersection(Self.features(to)).sorted() }
    var gains: [String] { Self.features(to).subtracting(Self.features(from)).sorted() }

    var loses: [String] {
        var lost = Self.features(from).subtracting(Self.features(to)).sorted()
        if from.generation < to.generation { lost.append("generation 1") }
        if isOlder, let release = from.release { lost.append("release \(release.text)") }
        if let family = from.family, family != to.family { lost.append("family \(family.name)") }
        if !source.isUnverified, target.isUnverified { lost.append("verified") }
        return lost
    }

    private var lostCapabilities: Set<String> { from.capabilities.subtracting(to.capabilities) }

    /// Only releases of one family are older or newer than each other.
    private var isOlder: Bool {
        guard let old = from.release, let new = to.release, familyDistance == 0 else { return false }
        return new.isOlder(than: old)
    }

    private var familyDistance: Int {
        guard let old = from.family, let new = to.family else {
            return FoldedText(source.nodeAgentSKUId) == FoldedText(target.nodeAgentSKUId) ? 0 : 2
        }
        return old.distance(to: new)
    }

    private var hasSamePublisher: Bool { source.name.publisher == target.name.publisher }
    private var hasSameOffer: Bool { source.name.offer == target.name.offer }

    // MARK: - How good it is

    /// What counts, the weightiest first; the smaller the better. This is the order of suggestions.
    var rank: [Int] {
        func flag(_ isWorse: Bool) -> Int { isWorse ? 1 : 0 }
        let losses = [
            ["DockerCompatible"], ["SupportsRDMAOnly"], ["IntelMPIRuntimeInstalled"],
            ["NvidiaTeslaDriverInstalled", "NvidiaGridDriverInstalled"],
        ].map { lostCapabilities.intersection($0).count }
        return [flag(target.isUnverified)] + losses + [
            familyDistance, flag(isOlder), flag(from.generation != to.generation),
            from.kinds.subtracting(to.kinds).count,
            to.kinds.subtracting(from.kinds).count, flag(!hasSamePublisher),
            flag(!hasSamePublisher || !hasSameOffer),
            // The newest release, then the latest end of life; without a date, it is later than any.
            -(to.release?.major ?? -1), -(to.release?.minor ?? -1), -(target.endOfLife?.time.seconds ?? .max),
            // Of what is left, the one that is most like the present image.
            lostCapabilities.count, gains.count,
        ]
    }

    // MARK: - Why

    var why: String {
        let parts = [
            systemText, generationText, kindText, placeText, target.isUnverified ? "unverified" : nil, lossText,
        ]
        let date = target.endOfLife.map { "ends on \($0.time.dateText)" } ?? "no end of life announced"
        return (parts.compactMap(\.self) + [date]).joined(separator: "; ")
    }

    private var systemText: String {
        guard let new = to.family else { return "its node agent tells no distribution" }
        let system = new.name + (to.release.map { " \($0.text)" } ?? " of a release that its name does not tell")
        guard let old = from.family else { return system }
        switch familyDistance {
        case 0:
            guard let present = from.release, to.release != nil else { return system }
            if isOlder { return "\(system), older than \(present.text)" }
            return system + (to.release?.text == present.text ? " as now" : " after \(present.text)")
        case 1: return "\(system), the nearest to \(old.name)"
        default: return "\(system), another distribution than \(old.name)"
        }
    }

    private var generationText: String {
        from.generation == to.generation
            ? "generation \(to.generation) as now" : "generation \(to.generation) instead of \(from.generation)"
    }

    private var kindText: String? {
        func text(_ kinds: Set<ImageTraits.Kind>) -> String {
            kinds.sorted().map(\.rawValue).joined(separator: " and ")
        }
        let (same, lost) = (from.kinds.intersection(to.kinds), from.kinds.subtracting(to.kinds))
        let gained = to.kinds.subtracting(from.kinds)
        let parts = [
            same.isEmpty ? nil : "\(text(same)) as now", lost.isEmpty ? nil : "not \(text(lost))",
            gained.isEmpty ? nil : "\(text(gained)), which it is not now",
        ]
        let kinds = parts.compactMap(\.self).joined(separator: ", ")
        return kinds.isEmpty ? nil : kinds
    }

    private var placeText: String {
        guard hasSamePublisher else { return "another publisher" }
        return hasSameOffer ? "same publisher and offer" : "same publisher"
    }

    private var lossText: String? {
        let lost = lostCapabilities.subtracting([ImageTraits.secondGeneration]).sorted()
        return lost.isEmpty ? nil : "without \(lost.joined(separator: ", "))"
    }
}
