package import Catalog

/// How fresh what is known of an account is.
package struct ReportAccount: Sendable {
    package var name: String
    package var images: Int
    /// `nil`: never listed, or not to be.
    package var pools: Int?
    package var lastSuccess: UTCTime?
    package var lastChanged: UTCTime?
    package var isStale: Bool
    /// Why it is not fresher; `nil` when the last attempt succeeded.
    package var reason: String?

    package init(
        name: String, images: Int, pools: Int?, lastSuccess: UTCTime?, lastChanged: UTCTime?, isStale: Bool,
        reason: String?
    ) {
        (self.name, self.images, self.pools) = (name, images, pools)
        (self.lastSuccess, self.lastChanged) = (lastSuccess, lastChanged)
        (self.isStale, self.reason) = (isStale, reason)
    }

    var isFresh: Bool { !isStale && reason == nil }

    /// In one word.
    var state: String { isFresh ? "fresh" : lastSuccess == nil ? "no data" : isStale ? "stale" : "failing" }
}
