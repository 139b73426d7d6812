extension ImageOffer {
    private static let most = 3

    /// What is listed that has nearly the name of a use, the nearest first.
    func nearest(to use: ImageUse) -> [String] {
        switch use.subject {
        case .image(let reference) where reference.galleryId == nil: nearest(to: ImageName(reference))
        case .image, .agentAlone: nearestAgents(to: use.nodeAgentSKUId ?? "")
        case .cloudServices, .untold: []
        }
    }

    private func nearestAgents(to agent: String) -> [String] {
        NearestName.of(agent.folded, among: listed.map { $0.nodeAgentSKUId.folded }, most: Self.most)
    }

    /// Of the names that agree with it in its first parts, as far as any do.
    private func nearest(to name: ImageName) -> [String] {
        var left = Set(listed.map(\.name).filter(\.gallery.isEmpty))
        for part in [\ImageName.publisher, \.offer, \.sku] {
            let agreeing = left.filter { $0[keyPath: part] == name[keyPath: part] }
            guard !agreeing.isEmpty else { break }
            left = agreeing
        }
        func text(_ name: ImageName) -> String {
            let image = "\(name.publisher):\(name.offer):\(name.sku)"
            return name.version == ImageName.defaultVersion ? image : "\(image):\(name.version)"
        }
        return NearestName.of(text(name), among: left.map(text), most: Self.most)
    }

    /// What is listed, well, and of the family of a use that is not: of its publisher, else of its node agent's.
    func successor(
        of use: ImageUse, _ facts: UseFacts, _ judgement: Judgement, on day: UTCTime, window: Int
    ) -> Assessment.Successor? {
        guard case .image(let reference) = use.subject, reference.galleryId == nil,
            ![.ok, .unknown].contains(judgement.verdict)
        else { return nil }
        let name = ImageName(reference)
        func isWell(_ image: Image) -> Bool {
            let own = ImageUse(
                .image(image.reference), agent: .named(image.nodeAgentSKUId), hasContainers: use.hasContainers)
            return Judgement(own, facts: self.facts(of: own), on: day, window: window).verdict == .ok
        }
        if judgement.verdict == .wrongAgent, let own = facts.listed.first(where: isWell) { return .init(own) }
        func family(_ agent: String) -> Substring { agent.folded.prefix { $0 != " " } }
        let agent = use.nodeAgentSKUId.map(family)
        let ofPublisher = listed.filter { $0.name.publisher == name.publisher }
        let ofAgent = listed.filter { family($0.nodeAgentSKUId) == agent }
        for candidates in [
            ofPublisher.filter { agent == nil || family($0.nodeAgentSKUId) == agent }, ofAgent, ofPublisher,
        ] {
            let well = candidates.filter(isWell)
            let texts = well.map { "\($0.name.offer):\($0.name.sku)" }
            guard let nearest = NearestName.of("\(name.offer):\(name.sku)", among: texts, most: 1).first,
                let index = texts.firstIndex(of: nearest)
            else { continue }
            return .init(well[index])
        }
        return nil
    }
}

extension Assessment.Successor {
    fileprivate init(_ image: Image) {
        self.init(image: image.reference.text, nodeAgentSKUId: image.nodeAgentSKUId)
    }
}
