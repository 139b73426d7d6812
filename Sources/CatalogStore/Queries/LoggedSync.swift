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
        id = row[0]
        account = row[1]
        started = row[2]
        finished = row[3]
        outcome = row[4]
        httpStatus = row[5]
        pages = row[6]
        images = row[7]
        bytes = row[8]
        requestID = row[9]
        errorCode = row[10]
        errorMessage = row[11]
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
