import Glibc
import NIOCore

/// Who is at the other end of a connection, as the kernel says.
struct PeerCredentials: Sendable {
    let user: UInt32
    /// The primary group and, as far as the kernel tells, all others.
    let groups: Set<UInt32>

    /// The kernel's `struct ucred`, which the C library's module does not show.
    private struct Ucred: Sendable {
        var pid: Int32
        var uid: UInt32
        var gid: UInt32
    }

    /// `SO_PEERGROUPS` of the kernel's headers, which the C library's module does not show either.
    private static let peerGroups = NIOBSDSocket.Option(rawValue: 59)
    /// Supplementary groups beyond this many are not looked at.
    private typealias Groups = InlineArray<4096, UInt32>

    /// - Returns: `nil` when the kernel does not say.
    static func of(_ channel: any Channel) async -> PeerCredentials? {
        guard let provider = channel as? any SocketOptionProvider else { return nil }
        let credentials =
            provider.unsafeGetSocketOption(
                level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
            ) as EventLoopFuture<Ucred>
        let groups = provider.unsafeGetSocketOption(level: .socket, name: peerGroups) as EventLoopFuture<Groups>
        guard let peer = try? await credentials.get() else { return nil }
        var all: Set = [peer.gid]
        if let groups = try? await groups.get() {
            // What the kernel did not fill in is zero: group 0 counts only as the primary one.
            for index in groups.indices where groups[index] != 0 { all.insert(groups[index]) }
        }
        return PeerCredentials(user: peer.uid, groups: all)
    }
}
