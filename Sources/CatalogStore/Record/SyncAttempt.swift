package import Catalog

/// One attempt to refresh an account, as it ended at the service.
package struct SyncAttempt: Sendable {
    package let account: String
    /// What the account was asked for.
    package let scope: AccountScope
    package let started: UTCTime
    package let finished: UTCTime
    /// The HTTP status of the last answer; `nil` when there was none.
    package let httpStatus: Int?
    /// Pages that were answered.
    package let pages: Int
    /// Bytes of the answers' bodies.
    package let bytes: Int
    /// The service's `request-id` of the last answer.
    package let requestID: String?

    package init(
        account: String, scope: AccountScope, started: UTCTime, finished: UTCTime, httpStatus: Int?, pages: Int,
        bytes: Int,
        requestID: String?
    ) {
        (self.account, self.scope, self.started, self.finished) = (account, scope, started, finished)
        (self.httpStatus, self.pages, self.bytes, self.requestID) = (httpStatus, pages, bytes, requestID)
    }
}

/// What the record made of a complete listing.
package struct RecordedSync: Hashable, Sendable {
    package let outcome: SyncOutcome
    package let images: Int
    /// Changes that were recorded; none for a baseline.
    package let changes: Int
    /// For a listing that is held back: why.
    package let suspicion: String?
}
