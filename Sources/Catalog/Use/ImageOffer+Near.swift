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
}
