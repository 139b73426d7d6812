/// Takes every connection, and never says anything: a peer that cannot be told from one behind a firewall.
package final class SilentListener: Sendable {
    private let socket: LoopbackSocket
    package var port: Int { socket.port }

    package init() throws { socket = try LoopbackSocket(backlog: 4096) }

    deinit { socket.end() }
}
