import Catalog
import CatalogStore

/// What happens to one account during a sync that somebody asked for.
enum SyncEvent: Sendable {
    /// Who wants to know.
    typealias Watcher = @Sendable (SyncEvent) -> Void

    case started
    /// - Parameters:
    ///   - number: of the page, from 1.
    ///   - images: listed so far.
    case page(number: Int, images: Int)
    case finished(SyncResult)
}

/// How a sync of one account ended.
struct SyncResult: Sendable {
    let outcome: SyncOutcome
    var images: Int?
    var changes: Int?
    /// Why it failed, or was held back.
    var reason: String?
    /// From now to the next sync.
    var wait: Duration?

    /// Of one that did not come to its end.
    static let stopped = SyncResult(
        outcome: .failed, reason: "cannot finish: the daemon stops, or the account's settings changed")
}
