import AzureBatch
import Catalog
import ControlAPI
import Glibc

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
