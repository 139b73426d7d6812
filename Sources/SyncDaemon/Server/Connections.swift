import NIOConcurrencyHelpers
import NIOCore

/// The open connections of the socket. One too many costs the one that has been idle longest: whoever holds
/// connections without using them keeps nobody else out.
final class Connections: Sendable {
    private struct Open {
        let channel: any Channel
        /// `nil` while a request is being received or answered.
        var idleSince: ContinuousClock.Instant?
    }

    private let limit: Int
    private let open = NIOLockedValueBox<[ObjectIdentifier: Open]>([:])

    /// - Parameter limit: connections at once, idle ones included.
    init(limit: Int) {
        self.limit = limit
    }

    func add(_ channel: any Channel) {
        let surplus = open.withLockedValue { open -> (any Channel)? in
            open[ObjectIdentifier(channel)] = Open(channel: channel, idleSince: .now)
            guard open.count > limit else { return nil }
            return open.values.filter { $0.idleSince != nil && $0.channel !== channel }
                .min { ($0.idleSince ?? .now) < ($1.idleSince ?? .now) }?.channel ?? channel
        }
        surplus?.triggerUserOutboundEvent(ConnectionGuard.Cut(), promise: nil)
    }

    func remove(_ channel: any Channel) {
        open.withLockedValue { $0[ObjectIdentifier(channel)] = nil }
    }

    func note(_ channel: any Channel, isIdle: Bool) {
        open.withLockedValue { $0[ObjectIdentifier(channel)]?.idleSince = isIdle ? .now : nil }
    }
}
