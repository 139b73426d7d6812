import Catalog
import CatalogStore
import ControlAPI

/// What an image's name probably meant, when nothing has that name.
enum NearMiss {
    static let most = 5

    /// - Parameter names: of every image there is in the accounts.
    /// - Returns: the error that names the first part that matches nothing, and the values near it; and an account that
    ///   might have had the image, if it had a listing.
    static func error(
        _ image: ImageText, among names: [ImageName], of accounts: [KnownAccount], now: UTCTime
    ) -> APIError {
        let missing = emptyAccount(of: accounts, now: now)
        guard image.name.gallery.isEmpty else {
            return APIError(
                .notFound, "cannot find the image '\(image.text.prefix(200))': no account lists it\(missing)")
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
            return APIError(.notFound, "cannot find the \(part) '\(asked.prefix(100))': \(remedy)\(missing)")
        }
        return APIError(.notFound, "cannot find the image '\(image.text.prefix(200))'\(missing)")
    }

    /// - Parameter nearest: of what is listed, with what it lacks; `nil` when no other image is listed.
    /// - Returns: the error of an image in whose place nothing can be suggested.
    static func nothingFits(
        _ image: Image, nearest: (image: Image, lacks: [String])?, of accounts: [KnownAccount], now: UTCTime
    ) -> APIError {
        let reason =
            nearest.map { nearest in
                "the nearest is '\(nearest.image.reference.text.prefix(200))' under "
                    + "'\(nearest.image.nodeAgentSKUId.prefix(100))', but \(nearest.lacks.joined(separator: ", and "))"
            } ?? "no other image is listed"
        return APIError(
            .notFound,
            "cannot suggest an image in place of '\(image.reference.text.prefix(200))': nothing that is listed fits; "
                + "\(reason)\(emptyAccount(of: accounts, now: now))")
    }

    /// An account that might have had the image, if it had a listing.
    private static func emptyAccount(of accounts: [KnownAccount], now: UTCTime) -> String {
        accounts.first { $0.lastSuccess == nil }.map { account in
            "; '\(account.name)' has nothing yet" + (account.reason(now: now).map { ": \($0)" } ?? "")
        } ?? ""
    }
}

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
