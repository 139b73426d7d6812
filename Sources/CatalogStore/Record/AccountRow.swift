import Catalog
import Foundation
import GRDB

/// What a sync compares with: the account and its latest listing.
struct AccountRow {
    let id: Int64
    let scope: Int64
    let baseline: Int64?
    let latest: Latest?
    let isHolding: Bool
    private let lastAttempt: UTCTime?

    struct Latest {
        let listing: Int64
        let scope: Int64
        let catalog: Int64
        let digest: Digest
        let images: Int
        let validators: Validators
        let firstSeen: UTCTime
        let lastSeen: UTCTime
    }

    /// - Throws: `UnknownAccount`, `SupersededSync`.
    init(of attempt: SyncAttempt, _ db: Database) throws {
        let row = try db.row(
            """
            SELECT account.id, account.scope, account.baseline, account.last_attempt, listing.id,
                listing.scope, listing.catalog, catalog.digest, listing.etag, listing.last_modified,
                listing.first_seen, listing.last_seen, catalog.images, held.account IS NOT NULL,
                scope.endpoint = ? AND scope.filter = ?
            FROM account
            JOIN scope ON scope.id = account.scope
            LEFT JOIN listing ON listing.id = account.latest
            LEFT JOIN catalog ON catalog.id = listing.catalog
            LEFT JOIN held ON held.account = account.id
            WHERE account.name = ?
            """, [attempt.scope.endpoint, attempt.scope.filter ?? "", attempt.account])
        guard let row else { throw UnknownAccount(name: attempt.account) }
        guard row[14] else { throw SupersededSync(account: attempt.account) }
        (id, scope, baseline, lastAttempt, isHolding) = (row[0], row[1], row[2], row[3], row[13])
        latest = (row[4] as Int64?).map { listing in
            Latest(
                listing: listing, scope: row[5], catalog: row[6], digest: Digest(bytes: Array(row[7] as Data)),
                images: row[12],
                validators: Validators(etag: row[8], lastModified: row[9]), firstSeen: row[10], lastSeen: row[11])
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

/// A sync that asked for something else than its account is asked for by now: what it brought says nothing of that.
package struct SupersededSync: Error, CustomStringConvertible {
    package let account: String

    package var description: String {
        "cannot record a sync of '\(account)': endpoint or filter of the account changed meanwhile"
    }
}
