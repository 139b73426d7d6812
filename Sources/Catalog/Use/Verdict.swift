/// What the record says of a use on a day. Of several that hold, the first in this order is the verdict.
package enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// Image or agent cannot be told, or the account has no data.
    case unknown
    /// A pool of Cloud Services, which the service ended on 2024-02-29.
    case retired
    /// The account never listed the name.
    case neverListed = "never-listed"
    /// The name was listed once and is not now.
    case gone
    /// The name is listed, but not under this node agent.
    case wrongAgent = "wrong-agent"
    /// Its end of life has passed.
    case ended
    /// Its end of life lies within the window.
    case ending
    /// Containers are configured, and the image cannot run them.
    case noContainers = "no-containers"
    /// It is listed as unverified.
    case unverified
    /// Nothing of the above.
    case ok

    /// How bad it is.
    package enum Level: String, Hashable, Sendable, CaseIterable {
        case error, warning, unknown, ok
    }

    package var level: Level {
        switch self {
        case .unknown: .unknown
        case .retired, .neverListed, .gone, .wrongAgent, .ended: .error
        case .ending, .noContainers, .unverified: .warning
        case .ok: .ok
        }
    }
}
