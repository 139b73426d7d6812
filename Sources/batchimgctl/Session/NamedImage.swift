import Catalog
import ControlAPI

/// An image that the user names, as commands ask for it.
enum NamedImage {
    /// The answer of a route that takes an image.
    ///
    /// - Throws: `ClientError`; of a text that is no image's name the form, also where nobody answers who knows the images
    ///   that come near.
    static func get(
        _ route: String, _ text: String, _ items: [QueryItem], _ session: Session
    ) throws(ClientError) -> [UInt8] {
        guard ImageText(text) == nil else { return try session.get(route, items) }
        let refusal = ClientError(exitCode: 64, ImageText.refusal(of: text))
        guard !text.isEmpty else { throw refusal }
        do throws(ClientError) {
            return try session.get(route, items)
        } catch {
            throw error.exitCode == refusal.exitCode || error.exitCode == 4 ? error : refusal
        }
    }

    /// The live pools that use some version of an image, by its name: whatever their node agent.
    static func pools(
        using name: ImageName?, accounts: [String], _ session: Session
    ) throws(ClientError) -> [PoolAnswer] {
        guard let name else { return [] }
        var query = PoolQuery()
        query.accounts = accounts
        query.substring = name.gallery.isEmpty ? "\(name.publisher):\(name.offer):\(name.sku):" : name.gallery
        let pools: [PoolAnswer] = try session.list(PoolAnswer.self, query.queryItems).elements()
        return pools.filter { pool in
            guard let own = pool.name else { return false }
            return (own.publisher, own.offer, own.sku, own.gallery) == (
                name.publisher, name.offer, name.sku, name.gallery
            )
        }
    }

    /// Says of each image that stands in for the exact version that was asked for, that it does.
    static func note(_ text: String, answered images: [String], _ session: Session) {
        guard let version = ImageText(text)?.name.version, !version.isEmpty, version != ImageName.defaultVersion else {
            return
        }
        for image in Set(images).sorted() where image.lowercased().hasSuffix(":\(ImageName.defaultVersion)") {
            session.announce("note: the version '\(version)' is not listed by itself; this is \(image)")
        }
    }
}

extension PoolAnswer {
    fileprivate var name: ImageName? { imageReference.map { ImageName($0) } }

    /// Whether it uses the image of this name, as an account lists it: `latest` is every version.
    func uses(_ image: String) -> Bool {
        guard let own = name, let listed = ImageText(image)?.name else { return false }
        return [own.version, "", ImageName.defaultVersion].contains(listed.version)
    }
}
