package import Catalog

/// One condition on images; several hold together.
package enum ImageCondition: Sendable {
    package enum Field: Sendable {
        case account, publisher, offer, sku, nodeAgentSKUId, osType, verificationType
    }

    /// The field is one of the values, compared without case; of `account`, exactly.
    case oneOf(Field, [String])
    case hasCapability(String)
    /// The text is part of the image's name or node agent, compared without case.
    case contains(String)
    /// One of the states on that day (whole days since 1970), for that window in days.
    case state(Set<LifecycleState>, day: Int, window: Int)
    case filter(ImageFilter)
    /// A live pool of the account uses it.
    case used
}

/// Which images, in what order, from where on, how many.
package struct ImageSelection: Sendable {
    package enum Order: Sendable {
        case name, endOfLife
    }

    package var conditions: [ImageCondition]
    package var includesListed: Bool
    package var includesGone: Bool
    package var order: Order
    /// The key of the last image of the page before; absent for the first page.
    package var after: ImageKey?
    package var limit: Int
    /// The moment as of which; `nil` for now.
    package var asOf: UTCTime?

    package init(
        conditions: [ImageCondition], includesListed: Bool, includesGone: Bool, order: Order, after: ImageKey?,
        limit: Int, asOf: UTCTime? = nil
    ) {
        self.conditions = conditions
        self.includesListed = includesListed
        self.includesGone = includesGone
        self.order = order
        self.after = after
        self.limit = limit
        self.asOf = asOf
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
        self.endOfLife = endOfLife
        self.parts = parts
    }
}
