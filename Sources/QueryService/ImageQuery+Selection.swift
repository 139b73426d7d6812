import Catalog
import CatalogStore
import ControlAPI

extension ImageQuery {
    /// The same question in the record's terms.
    ///
    /// - Parameter today: the moment for which states are computed: now, or as of when the question is.
    func selection(accounts: [String], today: UTCTime, after: ImageKey?) -> ImageSelection {
        var conditions: [ImageCondition] = [.oneOf(.account, accounts)]
        for (field, values) in [
            (ImageCondition.Field.publisher, publishers), (.offer, offers), (.sku, skus), (.nodeAgentSKUId, agents),
            (.osType, osTypes), (.verificationType, verificationTypes),
        ] where !values.isEmpty {
            conditions.append(.oneOf(field, values))
        }
        conditions += capabilities.map(ImageCondition.hasCapability)
        if let substring { conditions.append(.contains(substring)) }
        if let filter { conditions.append(.filter(filter.filter)) }
        if onlyUsed { conditions.append(.used) }
        if !states.isEmpty { conditions.append(.state(states, day: today.day, window: window)) }
        return ImageSelection(
            conditions: conditions, includesListed: states != [.gone], includesGone: states.contains(.gone),
            order: order == .name ? .name : .endOfLife, after: after, limit: limit ?? Self.defaultLimit,
            asOf: asOf == nil ? nil : today)
    }
}
