import Catalog
import ControlAPI

/// What was probably meant, when nothing matches: the names near those that no image has.
enum NearMisses {
    /// A line for each name that was asked for and that no image of the record has.
    static func of(_ query: ImageQuery, _ session: Session) throws(ClientError) -> [String] {
        let parts = [
            ("publisher", query.publishers), ("offer", query.offers), ("sku", query.skus),
            ("node agent", query.agents), ("operating system", query.osTypes), ("capability", query.capabilities),
        ]
        guard parts.contains(where: { !$0.1.isEmpty }) else { return [] }
        var everything = ImageQuery()
        everything.accounts = query.accounts
        everything.states = Set(LifecycleState.allCases)
        let countsGone = query.states.contains(.gone)
        let images: [ImageAnswer] = try session.list(ImageAnswer.self, everything.queryItems).elements()
        return parts.flatMap { part, asked in
            let known = Set(
                images.filter { countsGone || $0.state.known != .gone }
                    .flatMap { values(of: part, $0) })
            let gone = Set(images.flatMap { values(of: part, $0) }).subtracting(known)
            func has(_ names: Set<String>, _ name: String) -> Bool {
                names.contains { $0.folded == name.folded }
            }
            return asked.filter { !has(known, $0) }.map { name in
                guard !has(gone, name) else { return "\(part) '\(name)' is listed no more; --all shows what is gone" }
                let nearest = NearestName.of(name.folded, among: known, most: 3).joined(separator: ", ")
                return "no \(part) '\(name)'" + (nearest.isEmpty ? "" : "; nearest: \(nearest)")
            }
        }
    }

    private static func values(of part: String, _ image: ImageAnswer) -> [String] {
        switch part {
        case "publisher": [image.imageReference.publisher].compactMap(\.self)
        case "offer": [image.imageReference.offer].compactMap(\.self)
        case "sku": [image.imageReference.sku].compactMap(\.self)
        case "node agent": [image.nodeAgentSKUId]
        case "operating system": [image.osType]
        default: image.capabilities?.strings ?? []
        }
    }
}
