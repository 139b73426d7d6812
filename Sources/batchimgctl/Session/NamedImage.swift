import Catalog
import ControlAPI

/// An image that the user names, as commands ask for it.
enum NamedImage {
    /// The answer of a route that takes an image.
    ///
    /// - Throws: `ClientError`; of a text that is no image's name the form, also where nobody answers who knows the images
    ///   that come near.
    static func get(
        _ route: String, _ text: String, accounts: [String], _ session: Session
    ) throws(ClientError) -> [UInt8] {
        let target = NamedImageQuery(text, accounts: accounts).queryItems
        guard ImageText(text) == nil else { return try session.get(route, target) }
        let refusal = ClientError(exitCode: 64, ImageText.refusal(of: text))
        guard !text.isEmpty else { throw refusal }
        do throws(ClientError) {
            return try session.get(route, target)
        } catch {
            throw error.exitCode == refusal.exitCode || error.exitCode == 4 ? error : refusal
        }
    }

    /// The live pools that use an image, by its name: whatever their node agent.
    static func pools(
        _ name: ImageName?, accounts: [String], _ session: Session
    ) throws(ClientError) -> [PoolAnswer] {
        guard let name else { return [] }
        var query = PoolQuery()
        query.accounts = accounts
        query.substring = name.gallery.isEmpty ? "\(name.publisher):\(name.offer):\(name.sku):" : name.gallery
        let pools: [PoolAnswer] = try session.list(PoolAnswer.self, query.queryItems).elements()
        return pools.filter { pool in
            guard let own = pool.imageReference.map(ImageName.init) else { return false }
            let isOne =
                (own.publisher, own.offer, own.sku, own.gallery) == (name.publisher, name.offer, name.sku, name.gallery)
            return isOne && [own.version, "", ImageName.defaultVersion].contains(name.version)
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
