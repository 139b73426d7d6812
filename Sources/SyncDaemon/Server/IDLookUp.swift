import Foundation
import NIOConcurrencyHelpers

/// The look-up of one user or group, on a thread of its own: the database of users may be somewhere in the network.
final class IDLookUp: Sendable {
    /// Raised when there is an answer.
    let done = Signal()
    private let answer = NIOLockedValueBox<(id: UInt32?, at: ContinuousClock.Instant)?>(nil)

    /// Users and groups come and go while the daemon runs.
    private static let lifetime = Duration.seconds(5)

    init(_ name: String, _ find: @escaping @Sendable (String) -> UInt32?) {
        Thread.detachNewThread { [self] in
            let id = find(name)
            answer.withLockedValue { $0 = (id, .now) }
            done.raise()
        }
    }

    /// `nil`: there is none, or nothing is known yet.
    var id: UInt32? { answer.withLockedValue { $0?.id } }

    /// Whether nobody need ask again: it is under way, or was answered just now.
    var isFresh: Bool { answer.withLockedValue { $0.map { $0.at + Self.lifetime > .now } ?? true } }
}
