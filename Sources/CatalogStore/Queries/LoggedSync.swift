package import Catalog
import GRDB

/// A row of the view `syncs`.
package struct LoggedSync: Sendable {
    package let id: Int
    package let account: String
    package let started: UTCTime
    package let finished: UTCTime
    /// A raw value of `SyncOutcome`.
    package let outcome: String
    package let httpStatus: Int?
    package let pages: Int
    package let images: Int?
    package let bytes: Int
    package let requestID: String?
    package let errorCode: String?
    package let errorMessage: String?

    init(_ row: Row) {
        (id, account, started, finished, outcome) = (row[0], row[1], row[2], row[3], row[4])
        (httpStatus, pages, images, bytes, requestID) = (row[5], row[6], row[7], row[8], row[9])
        (errorCode, errorMessage) = (row[10], row[11])
    }
}

extension StoreReader {
    /// - Parameters:
    ///   - accounts: exactly these.
    ///   - id: only earlier attempts than this one.
    /// - Returns: up to the limit, the latest first, and whether there are more.
    package func syncs(
        of accounts: [String], before id: Int?, limit: Int
    ) throws -> (syncs: [LoggedSync], hasMore: Bool) {
        // As changes are: of many accounts in their order.
        let join = accounts.count > 1 ? "CROSS JOIN" : "JOIN"
        let sql = """
            SELECT sync.id, account.name, sync.started, sync.finished, sync.outcome, sync.http_status, sync.pages,
                sync.images, sync.bytes, sync.request_id, sync.error_code, sync.error_message
            FROM sync
            \(join) account ON account.id = sync.account
            WHERE account.name IN (\(Self.marks(accounts.count))) AND sync.id < ?
            ORDER BY sync.id DESC LIMIT ?
            """
        let arguments = StatementArguments(accounts) + [id ?? Int.max, limit + 1]
        return page(try rows(sql, arguments, LoggedSync.init), limit: limit)
    }
}
