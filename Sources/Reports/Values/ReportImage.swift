package import Catalog

/// An image under its node agent, as the accounts of a report list it together, or listed it last.
package struct ReportImage: Sendable {
    package enum Verification: String, Sendable {
        case verified, unverified
        /// Verified in some accounts and not in others.
        case differing = "partly unverified"
    }

    /// An end of life, and the accounts that have it.
    package struct End: Sendable {
        package let date: UTCTime
        package let accounts: AccountNames

        package init(date: UTCTime, accounts: AccountNames) { (self.date, self.accounts) = (date, accounts) }
    }

    package var reference: ImageReference
    package var nodeAgentSKUId: String
    /// As it is shown, and by which images are grouped: `Ubuntu`.
    package var family: String
    package var isListed: Bool
    /// The earliest of the accounts.
    package var listedSince: UTCTime
    /// The latest of the accounts.
    package var lastSeen: UTCTime
    /// Each once, the soonest first; none when no account has one.
    package var ends: [End]
    /// Whether accounts have different dates, or some have none.
    package var hasDifferingDates: Bool
    package var verification: Verification
    package var accounts: AccountNames
    /// Live pools that use it.
    package var pools: Int
    package let name: ImageName

    package init(
        reference: ImageReference, nodeAgentSKUId: String, family: String, isListed: Bool, listedSince: UTCTime,
        lastSeen: UTCTime, ends: [End], hasDifferingDates: Bool, verification: Verification,
        accounts: AccountNames, pools: Int
    ) {
        (self.reference, self.nodeAgentSKUId, self.family) = (reference, nodeAgentSKUId, family)
        (self.isListed, self.listedSince, self.lastSeen) = (isListed, listedSince, lastSeen)
        (self.ends, self.hasDifferingDates) = (ends, hasDifferingDates)
        (self.verification, self.accounts, self.pools) = (verification, accounts, pools)
        name = ImageName(reference)
    }

    /// The soonest of the accounts; `nil` when none has one.
    var endOfLife: UTCTime? { ends.first?.date }

    /// The image once for each of its dates, in the accounts that have it.
    var byDate: [ReportImage] {
        ends.map { end in
            var image = self
            image.ends = [end]
            image.accounts = end.accounts
            return image
        }
    }

    /// Whole days to the soonest date; negative when it has passed.
    func daysLeft(on day: Int) -> Int? { endOfLife.map { $0.day - day } }

    func state(on day: Int, window: Int) -> LifecycleState {
        isListed ? LifecycleState(daysLeft: daysLeft(on: day), window: window) : .gone
    }
}
