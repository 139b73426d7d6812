import Catalog
import CatalogStore
import NIOConcurrencyHelpers

/// What is known of the record's file: written by `RecordCare`, shown by status, health and metrics.
final class RecordHealth: Sendable {
    struct State: Sendable {
        /// Whether the whole file was read for damage since the start.
        fileprivate(set) var isChecked = false
        fileprivate(set) var damage: String?
        fileprivate(set) var logBytes = 0
        /// When a reader was first seen to keep the write-ahead log from being shortened, and still does.
        var heldSince: UTCTime? { sightings > 1 ? firstSighting : nil }
        fileprivate var firstSighting: UTCTime?
        fileprivate var sightings = 0
    }

    private let box = NIOLockedValueBox(State())

    var state: State { box.withLockedValue(\.self) }

    func checked(_ damage: String?) {
        box.withLockedValue {
            $0.isChecked = true
            $0.damage = damage
        }
    }

    /// - Returns: whether a reader turns out to hold the log, of which nothing was said before: every reader holds it for
    ///   a moment, so it is the second sight that counts.
    func noted(_ log: Store.WriteAheadLog, at now: UTCTime) -> Bool {
        box.withLockedValue {
            $0.logBytes = log.bytes
            $0.sightings = log.isHeld ? $0.sightings + 1 : 0
            if $0.sightings < 2 { $0.firstSighting = log.isHeld ? now : nil }
            return $0.sightings == 2
        }
    }
}
