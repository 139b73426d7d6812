import AzureBatch
import Catalog
import CatalogStore
import ControlAPI
import Foundation
import QueryService

/// A database that is read without a daemon, or several as one: what the companion CLI shows when there is none.
package struct RecordFile: Sendable {
    private let store: Store

    /// From how many files one answer can come; each is in memory meanwhile.
    private static let most = 50

    /// Several files as one record.
    ///
    /// - Throws: `WrongUsage` for too many, or when their names do not tell them apart; else what keeps a file from
    ///   being read.
    package init(paths: [String]) throws {
        guard (1...Self.most).contains(paths.count) else {
            throw WrongUsage(
                description: "cannot answer from \(paths.count) databases: name at least one, and at most \(Self.most)")
        }
        guard let labels = FileLabel.labels(of: paths) else {
            throw WrongUsage(
                description: "cannot tell these databases apart: \(paths.joined(separator: ", ")); name each once, "
                    + "and give each a name that differs in more than its ending")
        }
        store = try Store(readingOnly: zip(labels, paths).map { ($0, $1) })
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
