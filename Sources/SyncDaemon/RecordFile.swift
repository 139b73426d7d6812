import AzureBatch
import Catalog
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

    /// A consistent copy, complete when it appears.
    package func export(to path: String) throws { try store.export(to: path) }

    /// Something that cannot be asked.
    package struct WrongUsage: Error, CustomStringConvertible {
        package let description: String
    }

    /// The answer to a query on the views, as JSON.
    ///
    /// - Throws: `WrongUsage` for a query that is refused, or that SQLite cannot run.
    package func sql(_ query: String) throws -> [UInt8] {
        do {
            return try ReaderStatement(query).run(store)
        } catch let error as ReaderStatement.Refusal {
            throw WrongUsage(description: error.description)
        }
    }

    /// The answer that the daemon's socket would give at this moment: its status, and its body.
    ///
    /// - Parameter body: of a request that has one.
    package func answer(_ target: String, body: [UInt8]? = nil) async throws -> (status: Int, body: [UInt8]) {
        let sides = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if let account = BatchOperation.account(ofPath: sides[0]) {
            return try await BatchOperation(store: store, now: { .now }).page(
                query: sides.count > 1 ? sides[1] : "", of: account, authority: nil
            ).plain
        }
        do {
            return (200, try await RecordRoute.answer(target, body: body, RecordQueries(store: store, now: { .now })))
        } catch let error as APIError {
            return (error.kind.status, error.body)
        }
    }
}
