/// What happened to an account or an image, of which an alert tells.
package enum AlertKind: String, Hashable, Sendable, CaseIterable {
    /// The end of life comes within a threshold.
    case ending
    case ended
    case gone
    case unverified
    case verified
    /// The end of life is another one, is set, or is taken back.
    case date
    case wrongAgent = "wrong-agent"
    /// A listing of the account is held back.
    case listingHeld = "listing-held"
    case accountStale = "account-stale"
    /// What held already, in place of as many events.
    case summary
    /// Somebody tries the alert.
    case test

    /// Those that an alert is set to.
    package static let watched = allCases.filter { $0 != .summary && $0 != .test }

    /// Whether it stays a fact for ever once it has come; the others may end, and come again.
    package var isLasting: Bool {
        switch self {
        case .ending, .ended, .verified, .date, .summary, .test: true
        case .gone, .unverified, .wrongAgent, .listingHeld, .accountStale: false
        }
    }
}

/// How far the telling of an event is.
package enum AlertState: String, Hashable, Sendable, CaseIterable {
    case waiting, told
    case givenUp = "given-up"
}
