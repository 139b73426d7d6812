import Catalog

/// The rule by which a complete listing is held back: a service that suddenly lists nothing, or has lost most of
/// what it listed, is more likely to be mistaken than to mean it.
enum Suspicion {
    /// Below this many stored names a loss proves nothing.
    private static let fewestNames = 10

    /// - Parameter stored: the latest listing's catalog; `nil` for a baseline, which is only suspect when empty.
    /// - Returns: why the listing is suspect, or `nil`.
    static func reason(_ new: ImageCatalog, after stored: ImageCatalog?) -> String? {
        if new.isEmpty { return "the listing is empty" }
        guard let names = stored?.names, names.count >= fewestNames else { return nil }
        let missing = names.subtracting(new.names).count
        return missing * 2 > names.count ? "the listing lacks \(missing) of \(names.count) images" : nil
    }
}
