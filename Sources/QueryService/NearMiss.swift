import Catalog
import ControlAPI

/// What an image's name probably meant, when nothing has that name.
enum NearMiss {
    private static let most = 5

    /// - Parameter names: of every image there is.
    /// - Returns: the error that names the first part that matches nothing, and the values near it.
    static func error(_ image: ImageText, among names: [ImageName]) -> APIError {
        guard image.name.gallery.isEmpty else {
            return APIError(.notFound, "cannot find the image '\(image.text.prefix(200))': no account lists it")
        }
        var left = names.filter(\.gallery.isEmpty)
        for (part, asked, value) in [
            ("publisher", image.name.publisher, \ImageName.publisher), ("offer", image.name.offer, \.offer),
            ("sku", image.name.sku, \.sku), ("version", image.name.version, \.version),
        ] {
            let matching = left.filter { $0[keyPath: value] == asked }
            guard matching.isEmpty else {
                left = matching
                continue
            }
            let nearest = NearestName.of(asked, among: left.map { $0[keyPath: value] }, most: most)
            let remedy = nearest.isEmpty ? "no images are listed" : "nearest: \(nearest.joined(separator: ", "))"
            return APIError(.notFound, "cannot find the \(part) '\(asked.prefix(100))': \(remedy)")
        }
        return APIError(.notFound, "cannot find the image '\(image.text.prefix(200))'")
    }
}
