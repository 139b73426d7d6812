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
            let latestChange = try Int64.fetchOne(db.cachedStatement(sql: "SELECT MAX(seq) FROM change"))
            let result = try record.store(listing)
            try pages.replace(with: listing.pages)
            let log = SyncLog(
                db: db, account: account.id,
                oldest: account.logTime(at: attempt.started).advanced(by: .zero - keepingSyncs))
            try log.append(
                attempt, outcome: result.outcome, images: result.images,
                from: account.time(notBefore: attempt.started), to: record.at, error: nil)
            try db.cachedStatement(
                sql: """
                    UPDATE account SET last_attempt = :at, next_attempt = :next, retry_after = NULL,
                        consecutive_failures = 0, last_error = NULL,
                        last_success = CASE WHEN :succeeded THEN :at ELSE last_success END,
                        last_changed = CASE WHEN :changed THEN :at ELSE last_changed END
                    WHERE id = :id
                    """
            ).execute(arguments: [
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
            let log = SyncLog(
                db: db, account: account.id,
                oldest: account.logTime(at: attempt.started).advanced(by: .zero - keepingSyncs))
            let at = account.time(notBefore: attempt.finished)
            try log.append(
                attempt, outcome: .failed, images: nil, from: account.time(notBefore: attempt.started), to: at,
                error: (code, message))
            try db.cachedStatement(
                sql: """
                    UPDATE account SET last_attempt = ?, next_attempt = ?, retry_after = ?,
                        consecutive_failures = consecutive_failures + 1, last_error = ?
                    WHERE id = ?
                    """
            ).execute(arguments: [at, nextAttempt, retryAfter, message, account.id])
            var book = AlertBook(db: db, now: attempt.finished)
            try book.review(account.id, isChanged: false)
        }
    }
}
