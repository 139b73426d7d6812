import NIOConcurrencyHelpers

/// What of the configuration file does not hold: written at a reload, shown in the status line.
final class SettingsStanding: Sendable {
    struct State: Sendable {
        let file: String
        /// Why the file as it is now was refused.
        fileprivate(set) var refusal: String?
        /// The keys that differ from what the daemon was started with, and are read only then.
        fileprivate(set) var restartKeys: [String] = []
    }

    private let box: NIOLockedValueBox<State>

    init(file: String) {
        box = NIOLockedValueBox(State(file: file))
    }

    var state: State { box.withLockedValue(\.self) }

    func refused(_ reason: String) {
        box.withLockedValue { $0.refusal = reason }
    }

    func accepted(restartKeys: [String]) {
        box.withLockedValue {
            $0.refusal = nil
            $0.restartKeys = restartKeys
        }
    }
}
