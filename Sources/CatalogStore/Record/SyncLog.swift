import Catalog
import GRDB

/// The log of attempts of one account.
struct SyncLog {
    let db: Database
    let account: AccountRow
    let keeping: Duration

    /// At most this many attempts of an account are kept.
    private static let mostEntries = 10_000

    /// - Parameters:
    ///   - started: in the account's own time, which never runs backwards.
    ///   - finished: when it ended, likewise.
    func append(
        _ attempt: SyncAttempt, outcome: SyncOutcome, images: Int?, from started: UTCTime, to finished: UTCTime,
        error: (code: String, message: String)?
    ) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO sync (
                    account, started, finished, outcome, http_status, pages, images, bytes, request_id, error_code,
                    error_message)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            account.id, min(started, finished), finished, outcome.rawValue, attempt.httpStatus, attempt.pages, images,
            attempt.bytes, attempt.requestID, error?.code, error?.message,
        ])
        // By the attempt before, not by this one: a clock that is years ahead for one sync must not empty the log.
        if let last = account.lastAttempt { try forget(before: min(started, last).advanced(by: .zero - keeping)) }
    }

    private func forget(before oldest: UTCTime) throws {
        try db.cachedStatement(sql: "DELETE FROM sync WHERE account = ? AND started < ?")
            .execute(arguments: [account.id, oldest])
        try db.cachedStatement(
            sql: """
                DELETE FROM sync WHERE account = :account AND id < (
                    SELECT id FROM sync WHERE account = :account ORDER BY id DESC LIMIT 1 OFFSET :most)
                """
        ).execute(arguments: ["account": account.id, "most": Self.mostEntries - 1])
    }
}
