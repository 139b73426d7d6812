package import Catalog

/// Which images, in what order, from where on, how many.
package struct ImageSelection: Sendable {
    package enum Order: Sendable {
        case name, endOfLife
    }

    package var accounts: [String]
    package var includesListed: Bool
    package var includesGone: Bool
    /// Of each only these, compared without case; none for any.
    package var publishers: [String] = []
    package var offers: [String] = []
    package var skus: [String] = []
    package var agents: [String] = []
    package var osTypes: [String] = []
    package var verificationTypes: [String] = []
    /// It has all of these.
    package var capabilities: [String] = []
    /// Part of the image's name or node agent, compared without case.
    package var substring: String?
    package var filter: ImageFilter?
    /// Only what a live pool of the account uses.
    package var onlyUsed = false
    /// One of the states on that day (whole days since 1970), for that window in days; none for any.
    package var states: Set<LifecycleState> = []
    package var day = 0
    package var window = LifecycleState.defaultWindow
    package var order = Order.name
    /// The key of the last image of the page before; absent for the first page.
    package var after: ImageKey?
    package var limit: Int
    /// The moment as of which; `nil` for now.
    package var asOf: UTCTime?

    package init(
        accounts: [String], includesListed: Bool, includesGone: Bool, limit: Int, asOf: UTCTime? = nil
    ) {
        self.accounts = accounts
        (self.includesListed, self.includesGone) = (includesListed, includesGone)
        (self.limit, self.asOf) = (limit, asOf)
    }
}

/// Where an image stands in an order: its end of life, account, name parts and node agent, folded.
package struct ImageKey: Hashable, Sendable {
    /// Seconds since 1970; absent when it has no date.
    package let endOfLife: Int?
    /// Account, publisher, offer, sku, version, gallery id, node agent, all folded but the account.
    package let parts: [String]

    package static let partCount = 7

    /// - Returns: `nil` when the number of parts is wrong.
    package init?(endOfLife: Int?, parts: [String]) {
        guard parts.count == Self.partCount else { return nil }
        (self.endOfLife, self.parts) = (endOfLife, parts)
    }
}
