import Glibc
import Synchronization

/// SIGHUP before the reloader takes it: remembered, so that a reload that is asked for while the daemon starts takes
/// place once it has started, and does not end it.
package enum Hangup {
    private static let isAskedFor = Atomic(false)

    /// What the signal did before.
    package struct Former {
        fileprivate var action = sigaction()
    }

    /// To be called first of all.
    package static func remember() -> Former {
        // Made here: a signal's handler may not.
        isAskedFor.store(false, ordering: .relaxed)
        var former = Former()
        sigaction(SIGHUP, nil, &former.action)
        signal(SIGHUP) { _ in Hangup.isAskedFor.store(true, ordering: .relaxed) }
        return former
    }

    /// For programs that read no configuration again: a terminal that closes ends them.
    package static func forget(_ former: Former) {
        var former = former
        sigaction(SIGHUP, &former.action, nil)
    }

    /// Whether a reload was asked for before the caller took the signal by itself.
    static func wasAskedFor() -> Bool { isAskedFor.exchange(false, ordering: .relaxed) }
}
