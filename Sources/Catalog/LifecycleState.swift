/// Where an image of an account stands in its life on a given day.
package enum LifecycleState: String, Hashable, Sendable, CaseIterable {
    /// Listed, end of life further away than the window.
    case supported
    /// Listed, no end of life: not yet decided by the service, never "for ever".
    case undated
    /// Listed, end of life within the window.
    case ending
    /// Listed, end of life passed, at most 60 days ago: creation may still work.
    case grace
    /// Listed, end of life passed more than 60 days ago.
    case ended
    /// Was listed once, is not in the account's latest complete listing.
    case gone

    /// The days that the service may still accept pool creation after an end of life (service documentation).
    package static let graceDays = 60
    /// The window, in days, that is meant when none is asked for.
    package static let defaultWindow = 180

    /// The state of a listed image.
    ///
    /// - Parameters:
    ///   - daysLeft: whole days from the day in question to the end of life; negative when it has passed.
    ///   - window: days before an end of life in which an image counts as ending.
    package init(daysLeft: Int?, window: Int) {
        self =
            switch daysLeft {
            case nil: .undated
            case let days? where days > window: .supported
            case let days? where days >= 0: .ending
            case let days? where days >= -Self.graceDays: .grace
            default: .ended
            }
    }

    /// The days left that a listed image with an end of life has in this state; `nil` for the states that do not
    /// depend on it.
    package func daysLeft(window: Int) -> ClosedRange<Int>? {
        switch self {
        case .supported: (window + 1)...Self.farthestDay
        case .ending: 0...window
        case .grace: -Self.graceDays ... -1
        case .ended: -Self.farthestDay ... -Self.graceDays - 1
        case .undated, .gone: nil
        }
    }

    /// Further away than any two dates of four-digit years are.
    private static let farthestDay = 4_000_000
}
