import AzureBatch
import Catalog
import ControlAPI
import Foundation
import Glibc
import NIOConcurrencyHelpers

/// Who may ask for a sync: the users and groups of the settings, and always the daemon's own user.
actor Operators {
    private let names: [String]
    private let clock: any Clock<Duration>
    private let find: @Sendable (String) -> UInt32?
    // Shared by the requests of all connections, so that they ask for a name once: one look-up each at a time.
    private var lookUps: [String: IDLookUp] = [:]

    /// How long requests wait for the database of users.
    private static let patience = Duration.seconds(5)

    /// - Parameter find: looks up a user's id, or that of a group, whose name begins with `%`.
    init(
        _ names: [String], clock: any Clock<Duration> = FrugalClock(),
        find: @escaping @Sendable (String) -> UInt32? = { name in
            name.hasPrefix("%") ? UserDatabase.id(ofGroup: String(name.dropFirst())) : UserDatabase.id(ofUser: name)
        }
    ) {
        (self.names, self.clock, self.find) = (names, clock, find)
    }

    /// - Throws: `APIError` when the database of users does not answer, and nothing else tells.
    func include(_ peer: PeerCredentials?) async throws(APIError) -> Bool {
        guard let peer else { return false }
        guard peer.user != geteuid() else { return true }
        let lookUps = names.map { (name: $0, lookUp: lookUp($0)) }
        // Whoever is known by then is told apart, whatever other names hang.
        let isComplete: Void? = try? await withTimeLimit(Self.patience, clock: clock) {
            for (_, lookUp) in lookUps { await lookUp.done.wait() }
            try Task.checkCancellation()
        }
        let isIn = lookUps.contains { name, lookUp in
            guard let id = lookUp.id else { return false }
            return name.hasPrefix("%") ? peer.groups.contains(id) : peer.user == id
        }
        guard isIn || isComplete != nil else {
            throw APIError(
                .unavailable,
                "cannot tell whether you are an operator: the system's database of users does not answer; "
                    + "see nsswitch.conf(5)")
        }
        return isIn
    }

    private func lookUp(_ name: String) -> IDLookUp {
        if let known = lookUps[name], known.isFresh { return known }
        let lookUp = IDLookUp(name, find)
        lookUps[name] = lookUp
        return lookUp
    }
}

/// The look-up of one user or group, on a thread of its own: the database of users may be somewhere in the network.
private final class IDLookUp: Sendable {
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
