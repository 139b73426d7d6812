import Catalog
import GRDB

/// The log of attempts of one account.
struct SyncLog {
    let db: Database
    let account: Int64
    /// What started before it is forgotten.
    let oldest: UTCTime

    /// At most this many attempts of an account are kept.
    private static let maximumEntries = 10_000

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
            account, min(started, finished), finished, outcome.rawValue, attempt.httpStatus, attempt.pages, images,
            attempt.bytes, attempt.requestID, error?.code, error?.message,
        ])
        try forget()
    }

    private func forget() throws {
        try db.cachedStatement(sql: "DELETE FROM sync WHERE account = ? AND started < ?")
            .execute(arguments: [account, oldest])
        let count = try Int.fetchOne(
            db.cachedStatement(sql: "SELECT COUNT(*) FROM sync WHERE account = ?"), arguments: [account])
        guard let count, count > Self.maximumEntries else { return }
        // In the order in which they were recorded: a time may have come from a wrong clock.
        try db.cachedStatement(
            sql: """
                DELETE FROM sync WHERE id IN (
                    SELECT id FROM sync INDEXED BY sync_by_account WHERE account = ? ORDER BY id LIMIT ?)
                """
        ).execute(arguments: [account, count - Self.maximumEntries])
    }
}
