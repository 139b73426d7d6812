import Catalog
import ControlAPI

extension NearMiss {
    /// - Parameter names: of the images that the accounts list.
    /// - Returns: the error of a text that is no image's name: the form, and the images that come near.
    static func form(_ text: String, among names: [ImageName]) -> APIError {
        let near = nearest(to: text.folded, among: names)
        return APIError(
            .badRequest, ImageText.refusal(of: text) + (near.isEmpty ? "" : "; near: \(near.joined(separator: ", "))"))
    }

    /// The images that have most of the words of a text; of a word that none has, the part of a name that comes nearest
    /// stands in.
    private static func nearest(to text: String, among names: [ImageName]) -> [String] {
        let names = names.filter(\.gallery.isEmpty)
        let parts = Set(names.flatMap { [$0.publisher, $0.offer, $0.sku] })
        let words = text.prefix(200).split { ":/ ".contains($0) }.map(String.init).prefix(8).compactMap { word in
            parts.contains { $0.contains(word) } ? word : NearestName.of(word, among: parts)
        }
        let found = names.map { name in
            let own = [name.publisher, name.offer, name.sku]
            let points = words.map { word in own.contains(word) ? 2 : own.contains { $0.contains(word) } ? 1 : 0 }
            return (name: name, points: points.reduce(0, +))
        }
        guard let most = found.map(\.points).max(), most > 0 else { return [] }
        return found.filter { $0.points == most }.map(\.name).sorted().prefix(Self.most).map { name in
            let image = "\(name.publisher):\(name.offer):\(name.sku)"
            return name.version == ImageName.defaultVersion ? image : "\(image):\(name.version)"
        }
    }
}
