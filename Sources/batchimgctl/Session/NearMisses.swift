import Catalog
import ControlAPI

/// What was probably meant, when nothing matches: the names near those that no image has.
enum NearMisses {
    /// A line for each name that was asked for and that no image of the record has.
    static func of(_ query: ImageQuery, _ session: Session) throws(ClientError) -> [String] {
        let parts: [(part: String, asked: [String], values: (ImageAnswer) -> [String?])] = [
            ("publisher", query.publishers, { [$0.imageReference.publisher] }),
            ("offer", query.offers, { [$0.imageReference.offer] }), ("sku", query.skus, { [$0.imageReference.sku] }),
            ("node agent", query.agents, { [$0.nodeAgentSKUId] }), ("operating system", query.osTypes, { [$0.osType] }),
            ("capability", query.capabilities, { $0.capabilities?.strings ?? [] }),
        ]
        guard parts.contains(where: { !$0.asked.isEmpty }) else { return [] }
        var everything = ImageQuery()
        everything.accounts = query.accounts
        everything.states = Set(LifecycleState.allCases)
        let countsGone = query.states.contains(.gone)
        let images: [ImageAnswer] = try session.list(ImageAnswer.self, everything.queryItems).elements()
        let counted = images.filter { countsGone || $0.state.known != .gone }
        return parts.flatMap { part, asked, values in
            let known = Set(counted.flatMap(values).compactMap(\.self))
            let gone = Set(images.flatMap(values).compactMap(\.self)).subtracting(known)
            func has(_ names: Set<String>, _ name: String) -> Bool { names.contains { $0.folded == name.folded } }
            return asked.filter { !has(known, $0) }.map { name in
                guard !has(gone, name) else { return "\(part) '\(name)' is listed no more; --all shows what is gone" }
                let nearest = NearestName.of(name.folded, among: known, most: 3).joined(separator: ", ")
                return "no \(part) '\(name)'" + (nearest.isEmpty ? "" : "; nearest: \(nearest)")
            }
        }
    }
}
