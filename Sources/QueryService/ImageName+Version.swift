import Catalog

extension ImageName {
    /// What has this name in each account: the exact version where it is there, else the image that is listed as
    /// `latest` there, since that stands for every version.
    func found<Found>(
        in accounts: [String], account: (Found) -> String, _ find: (ImageName, [String]) throws -> [Found]
    ) rethrows -> [Found] {
        let exact = try find(self, accounts)
        let left = Set(accounts).subtracting(exact.map(account))
        guard gallery.isEmpty, !version.isEmpty, version != Self.defaultVersion, !left.isEmpty else { return exact }
        let latest = ImageName(publisher: publisher, offer: offer, sku: sku, version: Self.defaultVersion, gallery: "")
        return exact + (try find(latest, left.sorted()))
    }
}
