import Catalog
import CatalogStore
import ControlAPI

extension ImageQuery {
    /// The same question in the record's terms.
    ///
    /// - Parameter today: the moment for which states are computed: now, or as of when the question is.
    func selection(accounts: [String], today: UTCTime, after: ImageKey?) -> ImageSelection {
        var selection = ImageSelection(
            accounts: accounts, includesListed: states != [.gone], includesGone: states.contains(.gone),
            limit: limit ?? Self.defaultLimit, asOf: asOf == nil ? nil : today)
        (selection.publishers, selection.offers, selection.skus) = (publishers, offers, skus)
        (selection.agents, selection.osTypes) = (agents, osTypes)
        (selection.verificationTypes, selection.capabilities) = (verificationTypes, capabilities)
        (selection.substring, selection.filter, selection.onlyUsed) = (substring, filter?.filter, onlyUsed)
        (selection.states, selection.day, selection.window) = (states, today.day, window)
        (selection.order, selection.after) = (order == .name ? .name : .endOfLife, after)
        return selection
    }
}
