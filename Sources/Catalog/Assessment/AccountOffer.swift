/// What an account offers to uses of images: what is judged by, and what may be moved to.
package struct AccountOffer: Sendable {
    package let name: String
    package let offer: ImageOffer
    private let listed: [Image]
    private let alternatives: Alternatives
    /// As they were listed last, by their names without the version.
    private let gone: [String: Image]

    /// - Parameters:
    ///   - listed: the images of the account's latest complete listing; `nil` when it has none yet.
    ///   - gone: what it listed before, as it was, and until when.
    ///   - alternatives: those of the same listing, where they are at hand.
    package init(
        name: String, listed: [Image]?, gone: [(image: Image, until: UTCTime?)] = [],
        alternatives: Alternatives? = nil
    ) {
        self.name = name
        offer = ImageOffer(listed: listed, past: gone.map { ImageOffer.Past($0.image.identity, until: $0.until) })
        self.listed = listed ?? []
        self.alternatives = alternatives ?? Alternatives(listed ?? [], account: name)
        self.gone = Dictionary(gone.map { (Self.key($0.image.name), $0.image) }) { first, _ in first }
    }

    private static func key(_ name: ImageName) -> String { "\(name.publisher):\(name.offer):\(name.sku)" }

    private static let most = 3

    /// What is listed that has nearly the name of a use, the nearest first.
    func nearest(to use: ImageUse) -> [String] {
        if let reference = use.namedImage { return nearest(to: ImageName(reference)) }
        switch use.subject {
        case .image, .agentAlone:
            return NearestName.of(
                (use.nodeAgentSKUId ?? "").folded, among: listed.map { $0.nodeAgentSKUId.folded }, most: Self.most)
        case .cloudServices, .untold: return []
        }
    }

    /// Of the names that agree with it in its first parts, as far as any do.
    private func nearest(to name: ImageName) -> [String] {
        var left = Set(listed.map(\.name).filter(\.gallery.isEmpty))
        for part in [\ImageName.publisher, \.offer, \.sku] {
            let agreeing = left.filter { $0[keyPath: part] == name[keyPath: part] }
            guard !agreeing.isEmpty else { break }
            left = agreeing
        }
        return NearestName.of(Self.text(name), among: left.map(Self.text), most: Self.most)
    }

    private static func text(_ name: ImageName) -> String {
        name.version == ImageName.defaultVersion ? key(name) : "\(key(name)):\(name.version)"
    }

    /// An image that was never listed, as far as it can be told: its name and node agent speak for themselves, and what
    /// they do not tell is as with the listed image that has nearly its name, where both are of one offer or the name is
    /// mistyped.
    private func imagined(_ reference: ImageReference, _ agent: String?, like nearest: String) -> Image? {
        let (name, folded) = (ImageName(reference), agent.map { FoldedText($0) })
        let alike = listed.filter { Self.text($0.name) == nearest }
        let like = alike.first { FoldedText($0.nodeAgentSKUId) == folded } ?? alike.first
        guard let like else { return nil }
        let isOfOneOffer = like.name.publisher == name.publisher && like.name.offer == name.offer
        guard isOfOneOffer || NearestName.of(Self.text(name), among: [nearest]) != nil else { return nil }
        return Image(
            reference: reference, nodeAgentSKUId: agent ?? like.nodeAgentSKUId, osType: like.osType,
            verificationType: like.verificationType,
            capabilities: like.capabilities.map(ImageTraits.withoutGeneration))
    }

    /// What to move to from an image that is not well: the first suggestion, where anything is known of the image.
    ///
    /// - Parameter nearest: what is listed with nearly the name of one that was never listed.
    func successor(
        of use: ImageUse, _ facts: UseFacts, _ judgement: Judgement, nearest: String?, on day: UTCTime, window: Int
    ) -> Assessment.Successor? {
        guard let reference = use.namedImage, ![.ok, .unknown].contains(judgement.verdict),
            let present = facts.judged(under: use.agent).first ?? gone[Self.key(ImageName(reference))]
                ?? nearest.flatMap({ imagined(reference, use.nodeAgentSKUId, like: $0) })
        else { return nil }
        let suggestions = alternatives.suggestions(
            for: present, usedUnder: use.nodeAgentSKUId, on: day, window: window, limit: .max)
        // Containers that are configured must run.
        return suggestions.first { !use.hasContainers || $0.image.runsContainers }.map {
            Assessment.Successor(image: $0.image.reference.text, nodeAgentSKUId: $0.image.nodeAgentSKUId)
        }
    }
}
