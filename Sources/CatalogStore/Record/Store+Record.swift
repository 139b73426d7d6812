package import Catalog
import Foundation
import GRDB

extension Store {
    /// Records a complete listing in one transaction: the listing, what is new in images and catalogs, the changes,
    /// the pages to ask for conditionally, and the attempt itself.
    ///
    /// - Parameters:
    ///   - accepting: whether a listing that would be held back is to be applied.
    ///   - nextAttempt: when the account is to be refreshed next.
    ///   - keepingSyncs: how long the log of attempts is kept.
    package func record(
        _ listing: Listing, of attempt: SyncAttempt, accepting: Bool = false, nextAttempt: UTCTime,
        keepingSyncs: Duration
    ) async throws -> RecordedSync {
        try await write { db in
            let account = try AccountRow(named: attempt.account, db)
            let record = ListingRecord(db: db, account: account, at: account.time(notBefore: attempt.finished))
            let result = try record.store(listing, accepting: accepting)
            try PageRows(db: db, account: account.id).replace(with: listing.pages)
            let log = SyncLog(
                db: db, account: account.id,
                oldest: account.logTime(at: attempt.started).advanced(by: .zero - keepingSyncs))
            try log.append(
                attempt, outcome: result.outcome, images: result.images,
                from: account.time(notBefore: attempt.started), to: record.at, error: nil)
            try db.cachedStatement(
                sql: """
                    UPDATE account SET last_attempt = :at, next_attempt = :next, consecutive_failures = 0,
                        last_error = NULL,
                        last_success = CASE WHEN :succeeded THEN :at ELSE last_success END,
                        last_changed = CASE WHEN :changed THEN :at ELSE last_changed END
                    WHERE id = :id
                    """
            ).execute(arguments: [
                "at": record.at, "next": nextAttempt, "succeeded": result.outcome != .suspect,
                "changed": result.outcome == .changed, "id": account.id,
            ])
            return result
        }
    }

    /// Records an attempt that brought no complete listing; the last good data stays as it was.
    ///
    /// - Parameter code: the service's error code, or ours when the service did not get to say one.
    package func recordFailure(
        of attempt: SyncAttempt, code: String, message: String, nextAttempt: UTCTime, keepingSyncs: Duration
    ) async throws {
        try await write { db in
            let account = try AccountRow(named: attempt.account, db)
            let log = SyncLog(
                db: db, account: account.id,
                oldest: account.logTime(at: attempt.started).advanced(by: .zero - keepingSyncs))
            let at = account.time(notBefore: attempt.finished)
            try log.append(
                attempt, outcome: .failed, images: nil, from: account.time(notBefore: attempt.started), to: at,
                error: (code, message))
            try db.cachedStatement(
                sql: """
                    UPDATE account SET last_attempt = ?, next_attempt = ?,
                        consecutive_failures = consecutive_failures + 1, last_error = ?
                    WHERE id = ?
                    """
            ).execute(arguments: [at, nextAttempt, message, account.id])
        }
    }
}

/// What a sync compares with: the account and its latest listing.
struct AccountRow {
    let id: Int64
    let scope: Int64
    let baseline: Int64?
    let latest: Latest?
    private let lastAttempt: UTCTime?

    struct Latest {
        let listing: Int64
        let scope: Int64
        let catalog: Int64
        let digest: Digest
        let validators: Validators
        let lastSeen: UTCTime
    }

    init(named name: String, _ db: Database) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT account.id, account.scope, account.baseline, account.last_attempt, listing.id,
                        listing.scope, listing.catalog, catalog.digest, listing.etag, listing.last_modified,
                        listing.last_seen
                    FROM account
                    LEFT JOIN listing ON listing.id = account.latest
                    LEFT JOIN catalog ON catalog.id = listing.catalog
                    WHERE account.name = ?
                    """), arguments: [name])
        guard let row else { throw UnknownAccount(name: name) }
        id = row[0]
        scope = row[1]
        baseline = row[2]
        lastAttempt = row[3]
        latest = (row[4] as Int64?).map { listing in
            Latest(
                listing: listing, scope: row[5], catalog: row[6], digest: Digest(bytes: Array(row[7] as Data)),
                validators: Validators(etag: row[8], lastModified: row[9]), lastSeen: row[10])
        }
    }

    /// Time within an account never runs backwards when the clock is set a little; what lies far ahead of it moves
    /// nothing.
    func time(notBefore now: UTCTime) -> UTCTime {
        [lastAttempt, latest?.lastSeen].compactMap(\.self).filter { $0.isBelievable(at: now) }
            .reduce(now.wholeSeconds, max)
    }

    /// The moment that the log is shortened by: one attempt moves it by a day at most, so that a clock which is wrong
    /// once does not empty the log.
    func logTime(at now: UTCTime) -> UTCTime {
        guard let lastAttempt, lastAttempt.isBelievable(at: now) else { return now }
        return min(now, lastAttempt.advanced(by: .days(1)))
    }
}

/// An account that the record does not know.
package struct UnknownAccount: Error, CustomStringConvertible {
    package let name: String

    package var description: String {
        "cannot record a sync of '\(name)': the record does not know the account; configure it first"
    }
}
