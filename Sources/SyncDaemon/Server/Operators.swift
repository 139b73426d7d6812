import Glibc

/// Who may ask for a sync: the users and groups of the settings, and always the daemon's own user.
struct Operators: Sendable {
    private let names: [String]

    init(_ names: [String]) {
        self.names = names
    }

    /// Looks names up at every question: users and groups come and go while the daemon runs.
    func include(_ peer: PeerCredentials?) -> Bool {
        guard let peer else { return false }
        return peer.user == geteuid()
            || names.contains { name in
                name.hasPrefix("%")
                    ? Self.group(String(name.dropFirst())).map(peer.groups.contains) ?? false
                    : Self.user(name) == peer.user
            }
    }

    private static func user(_ name: String) -> UInt32? {
        getpwnam(name)?.pointee.pw_uid
    }

    private static func group(_ name: String) -> UInt32? {
        getgrnam(name)?.pointee.gr_gid
    }
}
