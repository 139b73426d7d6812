package import Catalog
import Foundation
import GRDB

extension Store {
    /// Records a complete listing in one transaction: the listing, what is new in images and catalogs, the changes,
    /// the pages to ask for conditionally, and the attempt itself.
    ///
    /// - Parameters:
    ///   - nextAttempt: when the account is to be refreshed next.
    ///   - keepingSyncs: how long the log of attempts is kept.
    /// - Throws: `SupersededSync` when the account is asked for something else by now: nothing is recorded.
    package func record(
        _ listing: Listing, of attempt: SyncAttempt, nextAttempt: UTCTime, keepingSyncs: Duration
    ) async throws -> RecordedSync {
        try await write { db in
            let account = try AccountRow(of: attempt, db)
            let pages = try StoredPages(db: db, account: account.id)
            let record = ListingRecord(
                db: db, account: account, pages: pages, at: account.time(notBefore: attempt.finished))
            let latestChange = try db.value("SELECT MAX(seq) FROM change") as Int64?
            let result = try record.store(listing)
            try pages.replace(with: listing.pages)
            try account.log(
                attempt, result.outcome, images: result.images, finished: record.at, keeping: keepingSyncs, db)
            try db.run(
                """
                UPDATE account SET last_attempt = :at, next_attempt = :next, retry_after = NULL,
                    consecutive_failures = 0, last_error = NULL,
                    last_success = CASE WHEN :succeeded THEN :at ELSE last_success END,
                    last_changed = CASE WHEN :changed THEN :at ELSE last_changed END
                WHERE id = :id
                """,
                [
                    "at": record.at, "next": nextAttempt, "succeeded": result.outcome != .suspect,
                    "changed": result.outcome == .changed, "id": account.id,
                ])
            var book = AlertBook(db: db, now: attempt.finished)
            // What another endpoint or filter lists already is no news.
            if result.outcome == .changed, account.latest?.scope != account.scope {
                try book.waitForSummary(of: account.id, listedAfter: record.at)
            }
            try book.review(
                account.id, isChanged: [.changed, .suspect].contains(result.outcome), changesAfter: latestChange ?? 0)
            return result
        }
    }

    /// Records an attempt that brought no complete listing; the last good data stays as it was.
    ///
    /// - Parameters:
    ///   - code: the service's error code, or ours when the service did not get to say one.
    ///   - retryAfter: until when the service asked to be left alone.
    /// - Throws: `SupersededSync` when the account is asked for something else by now: nothing is recorded.
    package func recordFailure(
        of attempt: SyncAttempt, code: String, message: String, nextAttempt: UTCTime, retryAfter: UTCTime? = nil,
        keepingSyncs: Duration
    ) async throws {
        try await write { db in
            let account = try AccountRow(of: attempt, db)
            let at = account.time(notBefore: attempt.finished)
            try account.log(attempt, .failed, finished: at, error: (code, message), keeping: keepingSyncs, db)
            try db.run(
                """
                UPDATE account SET last_attempt = ?, next_attempt = ?, retry_after = ?,
                    consecutive_failures = consecutive_failures + 1, last_error = ?
                WHERE id = ?
                """, [at, nextAttempt, retryAfter, message, account.id])
            var book = AlertBook(db: db, now: attempt.finished)
            try book.review(account.id, isChanged: false)
        }
    }
}

extension AccountRow {
    /// At most this many attempts of an account are kept.
    private static let maximumEntries = 10_000

    /// Logs an attempt, and forgets what is old.
    ///
    /// - Parameter finished: when it ended, in the account's own time.
    fileprivate func log(
        _ attempt: SyncAttempt, _ outcome: SyncOutcome, images: Int? = nil, finished: UTCTime,
        error: (code: String, message: String)? = nil, keeping: Duration, _ db: Database
    ) throws {
        try db.run(
            """
            INSERT INTO sync (
                account, started, finished, outcome, http_status, pages, images, bytes, request_id, error_code,
                error_message)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id, min(time(notBefore: attempt.started), finished), finished, outcome.rawValue, attempt.httpStatus,
                attempt.pages, images, attempt.bytes, attempt.requestID, error?.code, error?.message,
            ])
        let oldest = logTime(at: attempt.started).advanced(by: .zero - keeping)
        try db.run("DELETE FROM sync WHERE account = ? AND started < ?", [id, oldest])
        let count = try db.value("SELECT COUNT(*) FROM sync WHERE account = ?", [id]) as Int?
        guard let count, count > Self.maximumEntries else { return }
        // In the order in which they were recorded: a time may have come from a wrong clock.
        try db.run(
            """
            DELETE FROM sync WHERE id IN (
                SELECT id FROM sync INDEXED BY sync_by_account WHERE account = ? ORDER BY id LIMIT ?)
            """, [id, count - Self.maximumEntries])
    }
}
