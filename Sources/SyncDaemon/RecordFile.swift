import CatalogStore
import ControlAPI
import Foundation
import QueryService

/// A database that is read without a daemon: what the companion CLI shows when there is none.
package struct RecordFile: Sendable {
    private let store: Store

    /// - Throws: what keeps the file from being read.
    package init(path: String) throws {
        store = try Store(readingOnly: path)
    }

    /// The answer that the daemon's socket would give at this moment: its status, and its body.
    package func answer(_ target: String) async throws -> (status: Int, body: [UInt8]) {
        do {
            return (200, try await RecordRoute.answer(target, RecordQueries(store: store, now: { .now })))
        } catch let error as APIError {
            return (error.kind.status, error.body)
        }
    }
}
