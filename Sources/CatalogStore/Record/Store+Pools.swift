package import Catalog
import GRDB

extension Store {
    /// Records a complete listing of an account's live pools in one transaction: what is new of them, and until when each
    /// used what it uses no more.
    ///
    /// - Parameters:
    ///   - pools: in any order; their ids are unique without regard to case. `nil` for those that were recorded last.
    ///   - attempt: of which account, and when it was answered.
    /// - Throws: `SupersededSync` when the account is asked for something else by now: nothing is recorded.
    package func record(_ pools: [Pool]?, of attempt: SyncAttempt) async throws {
        try await write { db in
            let account = try AccountRow(of: attempt, db)
            let at = account.time(notBefore: attempt.finished)
            let novelty = try PoolRecord(db: db, account: account.id).store(pools, at: at)
            var book = AlertBook(db: db, now: attempt.finished)
            // What pools use already is no news.
            if novelty == .first { try book.waitForSummary(of: account.id) }
            try book.review(account.id, isChanged: novelty != .none)
        }
    }

    /// Records why an account's pools could not be listed; those that are stored stay as they were.
    ///
    /// - Throws: `SupersededSync`, likewise.
    package func recordPoolFailure(_ message: String, of attempt: SyncAttempt) async throws {
        try await write { db in
            let account = try AccountRow(of: attempt, db)
            try db.run("UPDATE account SET pools_error = ? WHERE id = ?", [message, account.id])
            var book = AlertBook(db: db, now: attempt.finished)
            try book.review(account.id, isChanged: false)
        }
    }
}
